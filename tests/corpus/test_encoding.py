"""Making the inputs of the corpus changes nothing for the tests behind it."""

import os

from tests.corpus.encoding import Coding, encode


def test_av1_is_encoded_without_real_time_priority_for_what_is_started_later() -> None:
    assert encode(Coding(codec="libsvtav1"))
    assert os.sched_getscheduler(0) == os.SCHED_OTHER
