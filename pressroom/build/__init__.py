"""From parameterised notebooks to finished runs: matrix, plan, stamps, store, engines."""
