"""A slow evaluator of AngelScript's arithmetic and control flow in plain Python: the oracle of test_reference.py.

It shares no code with the engine. `values` has the types and their arithmetic, `nodes` expressions and statements that
can print themselves as source text and run themselves, `generate` makes random ones. Its rules were taken from the
C++ engine; tools/differential.py compares the two, and our engine.
"""
