"""The ledger: reports resolved to events and claims, views as of a day, who held a town."""
