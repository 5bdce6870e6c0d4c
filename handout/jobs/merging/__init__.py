"""Make one handout a recipient: what `handout.jobs.merge` is made of.

`options` and `preparing` say what is to be made, `spec` as plain data for other processes;
`selection` chooses the rows, `scheduler` hands them out, `chunk` is the work that an executor is
given, `worker_state` what a process holds for it, `cluster` has other machines do it, and `report`
says what came of it.
"""
