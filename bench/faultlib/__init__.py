"""Faults by name, the workbench they are injected into, and the checker that runs after each."""
