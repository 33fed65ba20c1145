"""The debate, executed: claims with rules fixed before the run, and verdicts computed from data."""

from rewardsearch.claims.evidence import Curve, Effect, Findings, Outcome, Reference, Verdict
from rewardsearch.claims.protocol import BUDGETS, Protocol, read_protocols
from rewardsearch.claims.running import Result, run_claims

__all__ = [
    "BUDGETS",
    "Curve",
    "Effect",
    "Findings",
    "Outcome",
    "Protocol",
    "Reference",
    "Result",
    "Verdict",
    "read_protocols",
    "run_claims",
]
