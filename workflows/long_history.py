"""When a run with work under way continues as new. Temporal ends a run of 51,200 events; filming may take 30 days."""

from temporalio import workflow


def should_continue_with_open_work() -> bool:
    """Whether the history is so long that a new run is to take the work up.

    Runs of older code went on instead. Each place in a history has a patch of its own: such a run goes on where it is
    replayed, and continues as new at the first place that is not.
    """
    info = workflow.info()
    return info.is_continue_as_new_suggested() and workflow.patched(
        f"continue-as-new-with-open-work-{info.get_current_history_length()}"
    )
