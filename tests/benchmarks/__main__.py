"""All measurements, one after the other: `make bench`, or `make bench ARGS=--quick` for trying."""

from tests.benchmarks import bench_claims, bench_emails, bench_hear
from tests.benchmarks.harness.alone import measure_alone

measure_alone(bench_hear.measure, bench_emails.measure, bench_claims.measure)
