"""How a vendor's error is worded for people."""

from typing import ClassVar

import pytest

from domain.errors import AccountProblem
from providers.common.settings import VendorAccount
from providers.common.vendor_api import ErrorReply, VendorApi


class ZetaAccount(VendorAccount):
    vendor: ClassVar[str] = "Zeta"
    fix: ClassVar[str] = "Check ZETA_KEY."


class ZetaApi(VendorApi):
    account_type = ZetaAccount
    raises = (RuntimeError,)

    def reply_of(self, error: Exception) -> ErrorReply:
        return ErrorReply(status=402, words=str(error))


@pytest.mark.parametrize("words", ["You have no credit", "You have no credit."])
def test_a_problem_of_the_account_is_two_sentences_whether_or_not_the_vendor_ends_its_own(words: str) -> None:
    with pytest.raises(AccountProblem) as caught, ZetaApi(ZetaAccount()).asking():
        raise RuntimeError(words)

    assert caught.value.message == "Zeta answered 402: You have no credit. Check ZETA_KEY."
