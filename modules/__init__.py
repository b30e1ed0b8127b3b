"""The default modules that scripts find without any registration: std, string, math, array and others."""
