"""The benchmarks, each a function that takes the stage and answers with rows and targets."""
