"""Stands before the package of this name, which compiles 38 grammars when it is imported: 1.5 seconds a process.

jsonschema imports it, and so does all that reads a notebook; no test here asks whether a text is an IRI.
"""

raise ImportError("left out for the time it takes")
