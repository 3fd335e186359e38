"""What stands beside the charts: tables, facts in words, Markdown."""
