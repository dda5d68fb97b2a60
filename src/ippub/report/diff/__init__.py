"""The changes between two versions of a connector -> a string: text, json, markdown, sarif, github."""
