"""Calls the service's handler and watches it: its calls to AWS, its outcome, its time."""

import importlib
import os
from collections.abc import Callable
from typing import Any

from lab.probe.drilling import Plans, faults, plans_from_environment, trouble
from lab.probe.holding import TurnedAway, hold
from lab.probe.invocation import Invocation, fields_of, settle
from lab.probe.line import error_of, leave, line_of
from lab.probe.outage import Died, Unanswered, kept_out, survivors, wait_out
from lab.probe.transit import Called, TimedOut, Transit, show_records, shown, unsent
from lab.probe.triggers import Json, Record

Handler = Callable[[Any, Any], Any]

NEVER_USED_UP = ("mutation", "outage", "death")
"""Kinds of drills for which it is noted that they were met."""


class Probe:
    """One function's probe; Lambda runs one invocation at a time in a process."""

    def __init__(self, service_handler: Handler, plans: Plans | None = None) -> None:
        self.service_handler = service_handler
        self.plans = plans
        self.cold = True
        self.invocation: Invocation | None = None
        self.transit = Transit(self._taken)

    def __call__(self, event: Any, context: Any) -> Any:
        """Run the handler, and once more where a duplicate is planned for one of its orders."""
        duplicated: list[Record] = []
        try:
            result = self._run(event, context, duplicated)
        except Exception:
            if not duplicated or duplicated[0].identifier is not None:
                raise
            return self._run(event, context, None)
        if not duplicated:
            return result
        if duplicated[0].identifier is None:
            return self._run(event, context, None)
        again = {**event, "Records": [record.source for record in duplicated]}
        return _both(result, self._run(again, context, None))

    def _run(self, event: Any, context: Any, duplicated: list[Record] | None) -> Any:
        """Run the handler once and print its line; fills `duplicated` unless it is None."""
        watch = Invocation(event, self.plans)
        if duplicated is not None:
            self._hold(watch, context)
        event, again = self._arriving(watch, event)
        later = {"batchItemFailures": [{"itemIdentifier": each} for each in again]}
        if again and not watch.records:
            return later
        cold, self.cold = self.cold, False
        failure: BaseException | None = None
        result: Any = None
        self.invocation = watch
        watch.begin()
        try:
            result = self.service_handler(watch.watched(event), context)
        except Died as death:
            failure = death
            return self._after_death((watch, event, context), death, duplicated, later)
        except BaseException as error:
            failure = error
            if (other := self.transit.failing(watch, error)) is not None:
                raise other from error
            raise
        finally:
            took, self.invocation = watch.since(), None
            try:
                if duplicated is not None:
                    duplicated.extend(self._to_duplicate(watch))
                outcome = settle(watch.records, result, failure)
                show_records(watch, result, failure)
                fields = fields_of(watch, context, cold, took, outcome, failure)
                if duplicated is None:
                    fields["duplicate"] = True
                if not isinstance(failure, Died):  # who has ended says nothing any more
                    leave(line_of(fields))
            except Exception as error:  # noqa: BLE001 - the service has answered already
                _last_words(error)
        result = self._leaving(watch, result)
        return _both(result, later) if again else result

    def _after_death(
        self,
        run: tuple[Invocation, Any, Any],
        death: Died,
        duplicated: list[Record] | None,
        later: Json,
    ) -> Any:
        """What the others of the batch come to; raises Unanswered where there are none."""
        watch, event, context = run
        self.invocation = None
        if watch.records and watch.records[0].identifier is None:
            wait_out(death.drill, context)
        rest, away = survivors(watch, event, death)
        dead = {"batchItemFailures": [{"itemIdentifier": each} for each in away]}
        result = self._run(rest, context, duplicated) if rest["Records"] else dead
        return _both(_both(result, dead), later)

    def _arriving(self, watch: Invocation, event: Any) -> tuple[Any, list[str]]:
        """The event as drills leave it; one that cannot be carried out leaves it as it is."""
        try:
            event, away = self.transit.arriving(watch, event)
            event, out = kept_out(watch, event, self._taken)
            return event, [*away, *out]
        except (TurnedAway, TimedOut, Unanswered):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the service must run
            watch.stumbled(error)
            return event, []

    def _leaving(self, watch: Invocation, result: Any) -> Any:
        """The answer as drills leave it; one that cannot be carried out leaves it as it is."""
        try:
            return self.transit.leaving(watch, result)
        except TimedOut:
            raise
        except Exception:  # noqa: BLE001 - the service has answered already
            return result

    def _hold(self, watch: Invocation, context: Any) -> None:
        """Wait where a drill says so; a hold that cannot be looked up is none.

        Raises TurnedAway where the order is to come again before the handler has seen it.
        """
        if self.plans is None or not watch.drills:
            return
        try:
            watch.held_ms = hold(watch, self.plans, context)
        except TurnedAway:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the service must run
            watch.stumbled(error)

    def call(self, original: Callable[..., Any], client: Any, operation: str, params: Any) -> Any:
        """Stands in for BaseClient._make_api_call."""
        watch = self.invocation
        if watch is None or (self.plans and client is self.plans.client):
            return original(client, operation, params)
        entry: Json = {"at_ms": watch.since()}
        orders: list[str] = []
        try:
            orders = watch.describe(entry, client, operation, params)
        except Exception as error:  # noqa: BLE001 - the call goes out all the same
            watch.stumbled(error)
        watch.calls.append(entry)
        called = (entry.get("service", ""), operation)
        try:
            self._drill(watch, entry, orders, (client, operation, params), "before")
            sent = self._sent(watch, entry, (called, params), orders)
            result = unsent(called, params) if not sent else None
            for each in sent:
                result = original(client, operation, each)
            self._drill(watch, entry, orders, (client, operation, params), "after")
        except Exception as error:
            entry["error"] = error_of(error)
            raise
        finally:
            entry["duration_ms"] = round(watch.since() - entry["at_ms"], 3)
        return result

    def _sent(
        self, watch: Invocation, entry: Json, call: tuple[Called, Any], orders: list[str]
    ) -> list[Any]:
        """What goes out in place of this call: it as it is, unless a drill breaks its message."""
        called, params = call
        try:
            drills = [each for order_id in orders for each in watch.drills.get(order_id, [])]
            if any(each.get("kind") == "show" for each in drills):
                entry["told"] = shown(called, params)
            return self.transit.sending(watch, called, params, orders)
        except Exception as error:  # noqa: BLE001 - the call goes out all the same
            watch.stumbled(error)
            return [params]

    def _drill(
        self,
        watch: Invocation,
        entry: Json,
        orders: list[str],
        call: tuple[Any, str, Any],
        when: str,
    ) -> None:
        """Raise the fault planned for this call, if there is one left."""
        client, operation, params = call
        for order_id in orders if self.plans and watch.drills else ():
            planned, handled = watch.drills.get(order_id, []), watch.handled(order_id)
            for drill in faults(planned, entry["service"], operation, when, handled):
                if self._taken(watch, order_id, drill):
                    entry["drill"] = {"id": drill["id"], "when": when}
                    if drill["kind"] == "death":
                        raise Died(order_id, drill)
                    raise trouble(client, entry["service"], operation, params, drill)

    def _taken(self, watch: Invocation, order_id: str, drill: Json) -> bool:
        try:
            if self.plans is None or not self.plans.take(order_id, drill):
                return False
            if drill.get("kind") in NEVER_USED_UP:
                self.plans.met(order_id, drill)
            return True
        except Exception as error:  # noqa: BLE001 - a drill that cannot be counted does not happen
            watch.stumbled(error)
            return False

    def _to_duplicate(self, watch: Invocation) -> list[Record]:
        return [
            record
            for record in watch.records
            if record.order_id
            for drill in watch.drills.get(record.order_id, [])
            if drill.get("kind") == "duplicate" and self._taken(watch, record.order_id, drill)
        ]


def from_environment() -> Handler:
    """The probe around the handler RIPPLE_HANDLER names; Lambda's initialisation calls this."""
    named = os.environ.get("RIPPLE_HANDLER", "")
    if not named:
        return _without_service
    module, _, attribute = named.rpartition(".")
    service_handler = getattr(importlib.import_module(module), attribute)
    probe = Probe(service_handler, plans_from_environment())
    hook(probe)
    return probe


def hook(probe: Probe) -> Callable[[], None]:
    """Have every boto3 call pass by the probe; returns what takes the hook off again."""
    try:
        from botocore.client import BaseClient
    except ImportError:  # a service without boto3 has no calls to watch
        return lambda: None
    original = BaseClient._make_api_call  # noqa: SLF001 - the one door every call takes

    def _make_api_call(self: Any, operation_name: str, api_params: Any) -> Any:
        return probe.call(original, self, operation_name, api_params)

    def take_off() -> None:
        BaseClient._make_api_call = original  # noqa: SLF001

    BaseClient._make_api_call = _make_api_call  # noqa: SLF001
    return take_off


def _without_service(_event: Any, _context: Any) -> Any:
    raise RuntimeError("RIPPLE_HANDLER names no handler: deploy this function with the lab.")


def _both(first: Any, second: Any) -> Any:
    """What two runs over the same records report together: every failure of either."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return first
    failures = [*(first.get("batchItemFailures") or ()), *(second.get("batchItemFailures") or ())]
    named = {failure.get("itemIdentifier"): failure for failure in failures}
    return {**first, "batchItemFailures": list(named.values())}


def _last_words(error: BaseException) -> None:
    try:
        words = {"v": 1, "probe_errors": [error_of(error)], "records": [], "calls": []}
        leave(line_of(words))
    except Exception:  # noqa: BLE001 - stdout itself is gone
        return
