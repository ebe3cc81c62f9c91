"""Learning-rate schedules: the rates (and momenta) of two groups over 70 steps, by torch.optim.lr_scheduler.

The argument `schedule` is the JSON form of Gimbal's `Schedule`, so that its coding is tested, too. The groups' own rates
0.1 and 0.02 are the largest ones: max_lr of the cycles, the initial rate of the others.
"""

import json

import torch
from torch.optim import lr_scheduler as s

from oracle import DTYPES, case, randn, write

BASES, STEPS = [0.1, 0.02], 70


def record(make, metrics=None):
    groups = [{"params": [torch.zeros(1, requires_grad=True)], "lr": base} for base in BASES]
    optimizer = torch.optim.SGD(groups, lr=0.1, momentum=0.5)
    scheduler = make(optimizer)
    rates, momenta = [], []
    for step in range(STEPS):
        rates.append([group["lr"] for group in optimizer.param_groups])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        if step + 1 < STEPS:
            scheduler.step() if metrics is None else scheduler.step(metrics[step].item())
    return torch.tensor(rates, dtype=torch.float64), torch.tensor(momenta, dtype=torch.float64)


def schedule_case(name, schedule, make, cycles_momentum=False):
    rates, momenta = record(make)
    for dtype_name, dtype in DTYPES.items():
        outputs = {"rates": rates.to(dtype)}
        if cycles_momentum:
            outputs["momenta"] = momenta.to(dtype)
        case(name, "Schedule", dtype_name, {"schedule": json.dumps(schedule), "bases": BASES}, outputs=outputs)


schedule_case("constant", {"constant": {"factor": 0.25, "stepCount": 20}}, lambda o: s.ConstantLR(o, 0.25, 20))
schedule_case("step", {"step": {"every": 15, "factor": 0.5}}, lambda o: s.StepLR(o, 15, 0.5))
schedule_case("multi-step", {"multiStep": {"milestones": [10, 30, 65], "factor": 0.2}},
              lambda o: s.MultiStepLR(o, [10, 30, 65], 0.2))
schedule_case("exponential", {"exponential": {"factor": 0.95}}, lambda o: s.ExponentialLR(o, 0.95))
schedule_case("linear", {"linear": {"start": 0.1, "end": 0.8, "stepCount": 40}},
              lambda o: s.LinearLR(o, 0.1, 0.8, 40))
schedule_case("cosine", {"cosine": {"stepCount": 60, "minimum": 0.005}},
              lambda o: s.CosineAnnealingLR(o, 60, 0.005))
schedule_case("cosine-short", {"cosine": {"stepCount": 20, "minimum": 0.0}}, lambda o: s.CosineAnnealingLR(o, 20))
schedule_case("cosine-restarts", {"cosineRestarts": {"period": 12, "growth": 1, "minimum": 0.001}},
              lambda o: s.CosineAnnealingWarmRestarts(o, 12, 1, 0.001))
schedule_case("cosine-restarts-growing", {"cosineRestarts": {"period": 7, "growth": 2, "minimum": 0.0}},
              lambda o: s.CosineAnnealingWarmRestarts(o, 7, 2))
schedule_case("polynomial", {"polynomial": {"stepCount": 50, "power": 2.5}},
              lambda o: s.PolynomialLR(o, 50, 2.5))
schedule_case("inverse-square-root", {"inverseSquareRoot": {"warmUp": 16}},
              lambda o: s.LambdaLR(o, lambda t: min((t + 1) / 16, (16 / (t + 1))**0.5)))


def one_cycle(name, changes, momentum=None, **options):
    values = {"warmUpShare": 0.3, "annealing": "cosine", "divisor": 25, "finalDivisor": 1e4, "threePhase": False}
    values.update(changes)
    if momentum:
        values["momentum"] = {"minimum": momentum[0], "maximum": momentum[1]}
        options.update(base_momentum=momentum[0], max_momentum=momentum[1])
    schedule_case(
        f"one-cycle{name}", {"oneCycle": {"stepCount": STEPS, "options": values}},
        lambda o: s.OneCycleLR(o, BASES, STEPS, cycle_momentum=momentum is not None, **options), momentum is not None)


one_cycle("", {})
one_cycle("-linear", {"annealing": "linear", "warmUpShare": 0.25, "divisor": 10, "finalDivisor": 100}, (0.85, 0.95),
          anneal_strategy="linear", pct_start=0.25, div_factor=10, final_div_factor=100)
one_cycle("-three-phases", {"threePhase": True, "warmUpShare": 0.4}, (0.7, 0.9), three_phase=True, pct_start=0.4)


def cyclic(name, form, momentum=None, down=None, **options):
    values = {"mode": form}
    if down:
        values["downCount"] = down
        options["step_size_down"] = down
    if momentum:
        values["momentum"] = {"minimum": momentum[0], "maximum": momentum[1]}
        options.update(base_momentum=momentum[0], max_momentum=momentum[1])
    schedule_case(
        f"cyclic{name}", {"cyclic": {"minimum": 0.004, "halfCycle": 9, "options": values}},
        lambda o: s.CyclicLR(o, 0.004, BASES, 9, cycle_momentum=momentum is not None, **options),
        momentum is not None)


cyclic("", {"triangular": {}})
cyclic("-halving", {"triangular2": {}}, down=14, mode="triangular2")
cyclic("-exponential", {"exponential": {"factor": 0.97}}, mode="exp_range", gamma=0.97)
cyclic("-momentum", {"triangular": {}}, (0.8, 0.9), 5)

schedule_case("warm-up", {"warmUp": {"stepCount": 10, "start": 0.01, "then": {"cosine": {"stepCount": 60, "minimum": 0}}}},
              lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.01, 1, 10), s.CosineAnnealingLR(o, 60)], [10]))
schedule_case(
    "sequential",
    {"sequential": {"of": [{"constant": {"factor": 0.5, "stepCount": 5}}, {"exponential": {"factor": 0.9}},
                           {"step": {"every": 4, "factor": 0.5}}], "milestones": [12, 40]}},
    lambda o: s.SequentialLR(o, [s.ConstantLR(o, 0.5, 5), s.ExponentialLR(o, 0.9), s.StepLR(o, 4, 0.5)], [12, 40]))
schedule_case(
    "chained", {"chained": {"of": [{"linear": {"start": 0.2, "end": 1, "stepCount": 10}}, {"exponential": {"factor": 0.97}},
                                   {"multiStep": {"milestones": [30, 50], "factor": 0.3}}]}},
    lambda o: s.ChainedScheduler([s.LinearLR(o, 0.2, 1, 10), s.ExponentialLR(o, 0.97), s.MultiStepLR(o, [30, 50], 0.3)]))


def plateau(name, options, **torch_options):
    steps = torch.arange(STEPS, dtype=torch.float64)
    metrics = 1 + torch.exp(-steps / 8) + 0.05 * randn(STEPS, seed=3, dtype=torch.float64)
    if options.get("mode") == "maximum":
        metrics = -metrics
    rates, _ = record(lambda o: s.ReduceLROnPlateau(o, **torch_options), metrics)
    for dtype_name, dtype in DTYPES.items():
        case(f"plateau{name}", "ReduceOnPlateau", dtype_name, {"bases": BASES, **options},
             {"metrics": metrics.to(dtype)}, outputs={"rates": rates.to(dtype)})


plateau("", {"patience": 4}, patience=4)
plateau("-cooldown", {"patience": 2, "factor": 0.5, "cooldown": 6, "minimumLearningRate": 1e-3}, patience=2,
        factor=0.5, cooldown=6, min_lr=1e-3)
plateau("-maximum", {"mode": "maximum", "threshold": "absolute", "amount": 0.02, "patience": 3, "epsilon": 1e-3},
        mode="max", threshold_mode="abs", threshold=0.02, patience=3, eps=1e-3)
write("schedules")
