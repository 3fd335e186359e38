"""How days, numbers and long texts are written; what makes text inert; files written whole or not at all."""
