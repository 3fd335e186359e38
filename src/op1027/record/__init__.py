"""A folder of files, read and checked: sound tables, or every fault."""
