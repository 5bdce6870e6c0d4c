"""Do what the commands do, as plain functions that print nothing and never exit.

Here are the cache, the pool of worker processes, and watching. Each job is called with the
project's folder, its options, and where problems and progress are told.
"""
