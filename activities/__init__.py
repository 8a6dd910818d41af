"""Activities: the steps that do I/O for workflows, through the ports of `domain.ports`.

Every activity reads from its row what is already done, so that it is safe to run twice. One package for each subject.
May import `domain` and `temporalio`; never an adapter (`db`, `providers`, `storage`, `media`): those are passed in.
"""
