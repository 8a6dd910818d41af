"""The Temporal client: what API, worker and command line have in common. Imports no worker."""

from collections.abc import Sequence

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client, Plugin
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig
from temporalio.service import RetryConfig

from workflows.visibility import SEARCH_ATTRIBUTES

FEW_RETRIES = RetryConfig(max_retries=2, max_elapsed_time_millis=1500)
"""For requests of people: an unreachable server is noticed in a second, not in ten."""


async def connect_client(
    address: str | None,
    namespace: str,
    *,
    few_retries: bool = False,
    lazy: bool = False,
    plugins: Sequence[Plugin] = (),
) -> Client:
    """Connect to the server at `address`, else to the one that Temporal's own variables name."""
    config = ClientConfig.load_client_connect_config()
    if address:
        config["target_host"] = address
    config.setdefault("target_host", "localhost:7233")
    config.setdefault("namespace", namespace)
    return await Client.connect(
        **config,
        data_converter=pydantic_data_converter,
        plugins=plugins,
        lazy=lazy,
        retry_config=FEW_RETRIES if few_retries else None,
    )


async def register_search_attributes(client: Client) -> None:
    """Add our search attributes to the namespace. It refuses the start of a workflow with an unknown one."""
    operator = client.operator_service
    known = await operator.list_search_attributes(ListSearchAttributesRequest(namespace=client.namespace))
    missing = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type)
        for key in SEARCH_ATTRIBUTES
        if key.name not in known.custom_attributes
    }
    if missing:
        await operator.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )
