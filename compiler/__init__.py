"""The front end: lexer, parser, semantic passes, code generation and diagnostics."""
