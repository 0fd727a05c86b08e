"""Benchmarks: each prints ratios to a bare lower bound measured in the same run; none is a test."""
