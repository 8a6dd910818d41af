"""Ports for servers that are started side by side."""

from runtime.devstack.ports import free_ports


def test_free_ports_differ() -> None:
    assert len(set(free_ports(100))) == 100
