// What `Tests/Oracles/statistics/survival.py` wrote about real tables.

import Foundation
import GimbalStatistics
import Testing

struct SurvivalOracle: Decodable {
    struct Curves: Decodable {
        let shown, atRisk, eventCounts: [Int]
        let curveTimes, survival, variances, low, high, plainLow, plainHigh: [Double]
        let censoring, hazard, hazardVariances, baseline: [Double]
        let quantiles: [[Double?]]
        let horizon, restrictedMean, restrictedMeanError: Double
    }
    struct Tests: Decodable {
        let logRank: [String: [Double]]
        let observed: [Int]
        let expected: [Double]
        let peto: [[Double]]
    }
    struct Metrics: Decodable {
        let risks, pairs, inside, train: [Int]
        let scale, concordance, uno, unoSelf, tau, unoTau, aucMean, movingMean, integratedBrier: Double
        let median: Double
        let evaluationTimes, auc, movingAUC, brier, flatBrier: [Double]
    }
    let times: [Double]
    let events, groups, strata: [Int]
    let curves: Curves
    let tests: Tests
    let metrics: Metrics

    func outcomes() throws -> SurvivalTimes {
        try SurvivalTimes(times: times, events: events.map { $0 == 1 })
    }

    static let names = ["rossi", "lung", "larynx"]

    static func named(_ name: String) throws -> SurvivalOracle {
        try #require(try fixture("survival", as: [String: SurvivalOracle].self)[name])
    }
}

/// Returns whether two lists have the same length and agree value by value.
func areClose(_ a: [Double], _ b: [Double], relative: Double = 1e-11, absolute: Double = 1e-14) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { isClose($0, $1, relative: relative, absolute: absolute) }
}

/// Weeks of remission with 6-mercaptopurine and with placebo (Freireich and others 1963).
enum Freireich {
    static let treated = [6.0, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    static let treatedCensored: Set<Int> = [3, 5, 7, 8, 11, 12, 13, 16, 17, 18, 19, 20]
    static let placebo = [1.0, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]

    static func treatedOutcomes() throws -> SurvivalTimes {
        try SurvivalTimes(times: treated, events: treated.indices.map { !treatedCensored.contains($0) })
    }

    static func outcomes() throws -> SurvivalTimes {
        try SurvivalTimes(
            times: treated + placebo,
            events: treated.indices.map { !treatedCensored.contains($0) } + placebo.map { _ in true })
    }

    static var groups: [Int] { treated.map { _ in 0 } + placebo.map { _ in 1 } }
}

/// Random outcomes and risks with many ties.
struct RandomOutcomes {
    let outcomes: SurvivalTimes
    let risks: [Double]

    init(seed: UInt64, count: Int, censoredOutOf10: Int = 4, levels: Int = 12) throws {
        var generator = Xoshiro256(seed: seed)
        risks = (0..<count).map { _ in Double(generator.index(below: levels)) }
        let times = (0..<count).map { _ in Double(generator.index(below: 15)) }
        let events = (0..<count).map { _ in generator.index(below: 10) >= censoredOutOf10 }
        outcomes = try SurvivalTimes(times: times, events: events)
    }
}
