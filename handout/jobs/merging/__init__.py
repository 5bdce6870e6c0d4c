"""Make one handout a recipient: what `handout.jobs.merge` is made of.

`spec` says what is to be made as plain data, `resident` holds in one process what making it takes,
`chunk` is the work that an executor is given, `crew` the processes that do it, `dispatch` hands it
out, `folder` is where it goes.
"""
