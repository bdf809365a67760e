import argparse

from tests.bench import checkin

p = argparse.ArgumentParser()
p.add_argument("--n", type=int, default=400)
p.add_argument("--rounds", type=int, default=2)
a = p.parse_args()
print(checkin.report(checkin.measure(400, a.n, a.rounds)))
