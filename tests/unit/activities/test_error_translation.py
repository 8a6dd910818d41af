"""Errors of activities, as Temporal keeps them and as clients read them."""

from unittest.mock import create_autospec

import pytest
from temporalio.exceptions import ApplicationError, FailureError, TimeoutError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.common.error_translation import error_info_of, error_of, is_database_outage
from activities.common.failure_interceptor import FailureInterceptor
from domain.errors import DatabaseUnavailable, ErrorInfo, InputRejected, Transient


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("input_rejected", ErrorInfo(code="input_rejected", message="no")),
        ("unavailable", ErrorInfo(code="unavailable", message="no", retryable=True)),
        ("InputRejected", ErrorInfo(code="internal_error", message="no")),
        ("ActivityPause", ErrorInfo(code="internal_error", message="no")),
        (None, ErrorInfo(code="internal_error", message="no")),
    ],
)
def test_the_code_of_an_unknown_type_is_internal_error(kind: str | None, fault: ErrorInfo) -> None:
    assert error_info_of(ApplicationError("no", type=kind)) == fault


def test_the_causes_of_a_failure_are_not_shown() -> None:
    failure = ApplicationError("no", type="input_rejected")
    failure.__cause__ = ApplicationError("a secret", type="InputRejected")

    assert error_info_of(failure) == ErrorInfo(code="input_rejected", message="no")


async def translated(error: Exception) -> ApplicationError:
    """What Temporal gets when an activity raises that."""
    activity_itself = create_autospec(ActivityInboundInterceptor, instance=True)
    activity_itself.execute_activity.side_effect = error
    call = create_autospec(ExecuteActivityInput, instance=True)
    with pytest.raises(ApplicationError) as raised:
        await ActivityEnvironment().run(FailureInterceptor().intercept_activity(activity_itself).execute_activity, call)
    return raised.value


@pytest.mark.parametrize(
    "error", [DatabaseUnavailable("user greenlight at 10.1.2.3"), KeyError("greenlight at 10.1.2.3")]
)
async def test_the_messages_of_drivers_and_bugs_are_not_shown(error: Exception) -> None:
    failure = await translated(error)

    assert "10.1.2.3" not in error_info_of(failure).message
    assert error_info_of(failure).message == failure.message
    assert failure.__cause__ is error, "the worker's log has it"


async def test_a_database_outage_has_a_type_of_its_own() -> None:
    failure = await translated(DatabaseUnavailable("gone"))

    assert is_database_outage(failure)
    assert error_info_of(failure) == ErrorInfo(
        code="unavailable", message="the database does not answer", retryable=True
    )
    assert not is_database_outage(ApplicationError("test: busy", type="unavailable"))


@pytest.mark.parametrize(
    ("failure", "kind", "retryable"),
    [
        (ApplicationError("too large", type="input_rejected"), InputRejected, False),
        (ApplicationError("storage is away", type="unavailable"), Transient, True),
        (TimeoutError("", type=None, last_heartbeat_details=()), Transient, True),
    ],
)
def test_what_an_activity_failed_of_is_raised_again_as_it_was(
    failure: FailureError, kind: type[Exception], retryable: bool
) -> None:
    raised = error_of(error_info_of(failure))

    assert type(raised) is kind
    assert raised.retryable is retryable
