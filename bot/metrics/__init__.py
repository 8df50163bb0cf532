"""Figures for Prometheus, without anything of a person or a case: counted where it happens, read at /metrics."""
