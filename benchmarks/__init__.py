"""What the product must hold, measured: `python -m benchmarks [name …] [--quick]`. docs/benchmarks.md says how."""
