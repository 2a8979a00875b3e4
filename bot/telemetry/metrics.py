"""Every figure that `/metrics` shows, defined in this one place and explained in docs/metrics.md."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_PATIENT = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0, 300.0)


class Metrics:
    """The figures of one process. Labels name kinds of things, never people, channels or words."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "thrice_http_requests",
            "Web requests answered.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "thrice_http_request_seconds",
            "Time to answer a web request.",
            ("route",),
            buckets=_QUICK,
            registry=self.registry,
        )
        self.ready = Gauge(
            "thrice_ready", "1 where the check of /readyz last held, else 0.", ("check",), registry=self.registry
        )
        self.events = Counter(
            "thrice_events",
            "Slack events received: stored, forgotten, duplicate, refused or unavailable.",
            ("outcome",),
            registry=self.registry,
        )
        self.acknowledge_seconds = Histogram(
            "thrice_event_acknowledge_seconds",
            "Time from an event's arrival to its acknowledgement.",
            buckets=_QUICK,
            registry=self.registry,
        )
        self.jobs = Counter(
            "thrice_jobs", "Durable jobs finished: done or failed.", ("kind", "outcome"), registry=self.registry
        )
        self.job_seconds = Histogram(
            "thrice_job_seconds", "Time a durable job ran.", ("kind",), buckets=_PATIENT, registry=self.registry
        )
        self.slack_calls = Counter(
            "thrice_slack_calls",
            "Calls of Slack's Web API: ok, limited or failed.",
            ("method", "outcome"),
            registry=self.registry,
        )
        self.drafts = Counter(
            "thrice_drafts", "Drafts made: extractive or model.", ("made_by",), registry=self.registry
        )
        self.learning_records = Counter(
            "thrice_learning_records",
            "Learning records handed to the record store: sent, refused or put_off.",
            ("outcome",),
            registry=self.registry,
        )
        self.searches = Counter("thrice_searches", "Searches: found or empty.", ("outcome",), registry=self.registry)

    def text(self) -> bytes:
        """Return the figures in Prometheus's text format."""
        return generate_latest(self.registry)

    def names(self) -> frozenset[str]:
        """Return the names of our own figures, without the suffixes that the format adds."""
        return frozenset(family.name for family in self.registry.collect() if family.name.startswith("thrice_"))
