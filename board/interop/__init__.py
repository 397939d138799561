"""Other systems' formats in, case facts out, with a list of what was not understood.

Every reader takes bytes and a file name and returns `imported.Imported`: a partial case-facts/1
tree, where each value came from, and everything that was left out with the reason. Nothing is
written anywhere: `merge` compares with the case, and a person accepts value by value.
"""
