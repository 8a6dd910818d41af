"""Processes for work on files of unknown origin: no network, no other programs, bounded time, memory and output.

processes      the parent's side: starts them, keeps idle ones, kills them
child          their side: limits, and the loop that does what is asked
system_calls   the kernel's filter of system calls (seccomp)
confinement    which of the kernel's means are used, and what they leave open
answers        results as JSON: nothing that such a process sends is ever unpickled

May import `domain`, and no decoder.
"""
