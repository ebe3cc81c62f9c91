import GimbalStatistics
import Testing

@Suite("Concordance")
struct ConcordanceTests {
    @Test("Harrell's index agrees with scikit-survival and lifelines", arguments: SurvivalOracle.names)
    func harrell(name: String) throws {
        let oracle = try SurvivalOracle.named(name)
        let (outcomes, risks) = (try oracle.outcomes(), oracle.metrics.risks.map(Double.init))
        let pairs = try ConcordancePairs(risks: risks, outcomes: outcomes)
        #expect(
            [pairs.concordantCount, pairs.discordantCount, pairs.tiedRiskCount, pairs.tiedTimeCount]
                == oracle.metrics.pairs)
        let index = try Metrics.concordanceIndex(risks: risks, outcomes: outcomes)
        #expect(isClose(index, oracle.metrics.concordance))
    }

    @Test(
        "Uno's index agrees with scikit-survival, with and without horizon", arguments: SurvivalOracle.names)
    func uno(name: String) throws {
        let oracle = try SurvivalOracle.named(name)
        let (all, expected) = (try oracle.outcomes(), oracle.metrics)
        let risks = expected.risks.map(Double.init)
        let outcomes = try all.subset(expected.inside)
        let training = try all.subset(expected.train)
        let inside = expected.inside.map { risks[$0] }
        let index = try Metrics.unoConcordanceIndex(risks: inside, outcomes: outcomes, training: training)
        #expect(isClose(index, expected.uno))
        let cut = try Metrics.unoConcordanceIndex(
            risks: inside, outcomes: outcomes, training: training, horizon: expected.tau)
        #expect(isClose(cut, expected.unoTau))
        let own = try Metrics.unoConcordanceIndex(
            risks: risks, outcomes: all, training: all, horizon: expected.tau)
        #expect(isClose(own, expected.unoSelf))
    }

    @Test("counts the pairs that a loop over all pairs counts", arguments: 1...8 as ClosedRange<UInt64>)
    func allPairs(seed: UInt64) throws {
        let random = try RandomOutcomes(seed: seed, count: 70)
        let (times, events) = (random.outcomes.times, random.outcomes.events)
        var (concordant, discordant, tied, tiedTime) = (0, 0, 0, 0)
        for i in times.indices where events[i] {
            for j in times.indices where times[j] > times[i] || (times[j] == times[i] && !events[j]) {
                if random.risks[i] > random.risks[j] {
                    concordant += 1
                } else if random.risks[i] < random.risks[j] {
                    discordant += 1
                } else {
                    tied += 1
                }
                if times[j] == times[i] { tiedTime += 1 }
            }
        }
        let pairs = try ConcordancePairs(risks: random.risks, outcomes: random.outcomes)
        #expect(pairs.concordantCount == concordant && pairs.discordantCount == discordant)
        #expect(pairs.tiedRiskCount == tied && pairs.tiedTimeCount == tiedTime)
        #expect(pairs.comparableCount == concordant + discordant + tied)
    }

    @Test("depends on the order of risks and times only")
    func invariance() throws {
        let random = try RandomOutcomes(seed: 3, count: 90)
        let outcomes = random.outcomes
        let index = try Metrics.concordanceIndex(risks: random.risks, outcomes: outcomes)
        let cubed = random.risks.map { $0 * $0 * $0 - 7 }
        #expect(try Metrics.concordanceIndex(risks: cubed, outcomes: outcomes) == index)
        let negated = try Metrics.concordanceIndex(risks: random.risks.map { -$0 }, outcomes: outcomes)
        #expect(isClose(negated, 1 - index))
        let rows = Array((0..<90).reversed())
        let turned = try Metrics.concordanceIndex(
            risks: rows.map { random.risks[$0] }, outcomes: outcomes.subset(rows))
        #expect(turned == index)
        let scaled = try SurvivalTimes(times: outcomes.times.map { $0 * 365.25 }, events: outcomes.events)
        #expect(try Metrics.concordanceIndex(risks: random.risks, outcomes: scaled) == index)
        let uno = try Metrics.unoConcordanceIndex(
            risks: random.risks, outcomes: outcomes, training: outcomes, horizon: 12)
        let far = try Metrics.unoConcordanceIndex(
            risks: cubed, outcomes: scaled, training: scaled, horizon: 12 * 365.25)
        #expect(isClose(uno, far) && uno != index)
    }

    @Test("perfect, reversed and constant risks have 1, 0 and one half")
    func extremes() throws {
        let outcomes = try SurvivalTimes(
            times: [1, 2, 3, 4, 5], events: [true, false, true, true, false])
        #expect(try Metrics.concordanceIndex(risks: [5, 4, 3, 2, 1], outcomes: outcomes) == 1)
        #expect(try Metrics.concordanceIndex(risks: [1, 2, 3, 4, 5], outcomes: outcomes) == 0)
        #expect(try Metrics.concordanceIndex(risks: [2, 2, 2, 2, 2], outcomes: outcomes) == 0.5)
        // Pairs (0, 1…4), (2, 3), (2, 4), (3, 4): one wrong of seven, one tied.
        let index = try Metrics.concordanceIndex(risks: [5, 4, 3, 3, 6], outcomes: outcomes)
        #expect(isClose(index, 3.5 / 7))
    }

    @Test("without censoring Uno's index is Harrell's")
    func uncensored() throws {
        let random = try RandomOutcomes(seed: 5, count: 50, censoredOutOf10: 0)
        let harrell = try Metrics.concordanceIndex(risks: random.risks, outcomes: random.outcomes)
        let uno = try Metrics.unoConcordanceIndex(
            risks: random.risks, outcomes: random.outcomes, training: random.outcomes)
        #expect(isClose(uno, harrell))
    }

    @Test("say what is wrong with their input")
    func errors() throws {
        let outcomes = try SurvivalTimes(times: [1, 2, 9], events: [false, true, true])
        #expect(
            errorText { _ = try Metrics.concordanceIndex(risks: [1, 2], outcomes: outcomes) }
                == "ConcordancePairs: 2 risks but 3 samples, expected as many. "
                + "Pass both for the same items, in the same order.")
        #expect(
            errorText { _ = try ConcordancePairs(risks: [1, .nan, 2], outcomes: outcomes) }
                .hasPrefix("ConcordancePairs: risk 1 is nan, expected a finite number."))
        let together = try SurvivalTimes(times: [2, 2, 1], events: [true, true, false])
        #expect(
            errorText { _ = try Metrics.concordanceIndex(risks: [1, 2, 3], outcomes: together) }
                == "concordanceIndex: no event has a sample that outlives it, so the metric is undefined. "
                + "Evaluate on more samples, or with a later horizon.")
        let short = try SurvivalTimes(times: [1, 1.5], events: [true, false])
        #expect(
            errorText {
                _ = try Metrics.unoConcordanceIndex(risks: [1, 2, 3], outcomes: outcomes, training: short)
            }
                == "unoConcordanceIndex: the weight of time 2.0 is unknown, since the last training time is 1.5. "
                + "Evaluate at earlier times, with a horizon that the training samples reach.")
        let ended = try SurvivalTimes(times: [1, 2], events: [true, false])
        #expect(
            errorText {
                _ = try Metrics.unoConcordanceIndex(risks: [1, 2, 3], outcomes: outcomes, training: ended)
            }.contains("the last training time is 2.0 and censored."))
        #expect(
            errorText {
                _ = try Metrics.unoConcordanceIndex(
                    risks: [1, 2, 3], outcomes: outcomes, training: outcomes, horizon: 2)
            }.hasPrefix("unoConcordanceIndex: no event has a sample that outlives it"))
    }
}
