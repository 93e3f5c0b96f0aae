"""Sample load balancers: data to try lbpolicy on, which its tests and benchmarks use too."""
