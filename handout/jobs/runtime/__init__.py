"""Run tasks in worker processes within limits, and remember what was built.

`worker_pool` starts and ends the processes, `worker` is what runs in one, `render_session` is what
a process keeps from one handout to the next.
"""
