"""Planners that ask a language model: the conversation in which a storyboard is written."""

from abc import abstractmethod
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator
from typing_extensions import override

from domain import timeouts
from domain.base import Frozen, evolve
from domain.errors import InputRejected
from domain.job.storyboard import ADJUSTMENTS, Plan
from domain.ports.planner import Planner, PlanRequest
from providers.common.settings import PlannerAccount
from providers.common.vendor_api import VendorApi
from providers.llm.output import RulesBroken, repaired, scenes_of
from providers.llm.prompt import PromptMessage, storyboard_prompt

SENT_BACK_AT_MOST = 2
"""Times that an answer which breaks the rules is sent back with the reason."""

MAX_OUTPUT_TOKENS = 16_000
"""Ten times what a storyboard of seven scenes takes: a model's thinking counts as output too."""


class Question(Frozen):
    """A request to a model: instructions, then a conversation that ends with a message of ours."""

    instructions: str
    messages: tuple[PromptMessage, ...]


WRONG_SHAPE = (AttributeError, TypeError)
"""What reading an answer raises if the SDK did not check its form."""


def _storable(text: str) -> str:
    """Without NUL, which Postgres cannot store, and with `?` for lone surrogates, which no request can hold."""
    return text.replace("\x00", "").replace("\\u0000", "").encode(errors="replace").decode()


class LlmReply(Frozen):
    """A model's answer. `is_cut_off`: it ran into its length limit, so the text is not whole."""

    text: Annotated[str, AfterValidator(_storable)]
    model: str
    is_cut_off: bool = False


class LlmPlanner(Planner):
    """A planner that asks a language model and checks its answers."""

    api_type: ClassVar[type[VendorApi]]
    account_type: ClassVar[type[PlannerAccount]]
    looks_at_pictures = True

    def __init__(self, account: PlannerAccount, timeout: float = timeouts.LANGUAGE_MODEL) -> None:
        self.api = self.api_type(account, timeout)
        self.model = account.model

    @classmethod
    def from_env(cls) -> Self:
        return cls(cls.account_type.from_env())

    @override
    async def close(self) -> None:
        await self.api.close()

    @abstractmethod
    async def ask(self, question: Question) -> LlmReply:
        """Send the question once. Errors: Transient, InputRejected (a refusal too), AccountProblem."""

    async def plan(self, request: PlanRequest) -> Plan:
        """Return a storyboard that keeps the rules: an answer that breaks them is sent back twice, then repaired.

        Errors: as `ask`; InputRejected also when no repair helps, or when no storyboard could keep the rules.
        """
        if request.only is not None and not 0 <= request.only < len(request.current):
            raise InputRejected(f"there is no scene {request.only + 1}: the storyboard has {len(request.current)}")
        prompt = storyboard_prompt()
        question = Question(
            instructions=prompt.instructions_for(request.scene_limits()), messages=(prompt.question(request),)
        )
        answers: list[str] = []
        for attempt in range(1, 2 + SENT_BACK_AT_MOST):
            reply = await self.ask(question)
            answers.append(reply.text)
            try:
                if reply.is_cut_off:
                    raise RulesBroken("it was cut off at the model's length limit")
                return Plan(scenes=scenes_of(reply.text, request), metadata=self._metadata(reply, attempt))
            except RulesBroken as broken:
                faults = broken.args
            objection = prompt.shorter() if reply.is_cut_off else prompt.objection(faults)
            # No vendor takes an empty message.
            answer = [PromptMessage(role="model", text=reply.text)] if reply.text.strip() else []
            question = evolve(question, messages=(*question.messages, *answer, objection))
        for text in reversed(answers):
            if found := repaired(text, request):
                metadata = self._metadata(reply, attempt) | {ADJUSTMENTS: "; ".join(found.notes)}
                return Plan(scenes=found.scenes, metadata=metadata)
        raise InputRejected(
            f"{self.name} gave no usable storyboard in {attempt} answers; the last one: {'; '.join(faults)}"
        )

    def _metadata(self, reply: LlmReply, answers: int) -> dict[str, str]:
        name = storyboard_prompt().name
        return {"planner": self.name, "model": reply.model, "prompt": name, "answers": str(answers)}
