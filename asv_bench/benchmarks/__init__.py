"""The asv suite: build, run and load times, and exact counters."""
