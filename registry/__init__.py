"""The two-tier registry: what a host registers, sealed and shared, and what one unit of scripts declares."""
