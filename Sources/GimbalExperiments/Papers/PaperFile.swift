// A paper's file: its claim, the experiment that tests it, what the paper reported, what must hold.
import Foundation
import GimbalCore
import GimbalTasks

/// A paper as `Papers/yaml/NN-slug.yaml` describes it.
///
/// Aliases name methods across all experiments of one extent: `experiments` and `quick` share theirs, `full`
/// has its own.
public struct PaperFile: Sendable, Codable, Equatable {
    /// The paper itself.
    public struct Card: Sendable, Codable, Equatable {
        /// Number among the papers that ship.
        public let number: Int
        /// Identifier on the command line.
        public let slug: String
        /// Its title.
        public let title: String
        /// Its arXiv number, if it has one.
        public let arxiv: String?
        /// Day of publication, such as `2020-07-17`.
        public let published: String
        /// Number of authors.
        public let authors: Int
    }

    /// A number that the paper (or a rerun of it) reported.
    public struct Reported: Sendable, Codable, Equatable {
        /// Name of the data set.
        public let data: String
        /// Alias of the method.
        public let method: String
        /// Name of the metric.
        public let metric: String
        /// The number as printed: percent for metrics that are fractions.
        public let value: Double
        /// The deviation as printed.
        public let deviation: Double?
        /// Where the number stands.
        public let source: String
    }

    /// The paper itself.
    public let paper: Card
    /// What it does and claims, in a sentence or two.
    public let summary: String
    /// The types that implement it.
    public let implements: [String]
    /// Comparisons that test the claim; the first is the primary one.
    public let experiments: [PaperExperiment]
    /// What the paper reported.
    public let reported: [Reported]
    /// What must hold of the experiments.
    public let expect: [Expectation]
    /// What the paper claims and could not be confirmed here, with what was measured instead.
    public let unconfirmed: [UnconfirmedClaim]
    /// The version that runs in a minute.
    public let quick: QuickExperiments
    /// The paper's own data and settings.
    public let full: FullExperiments?
    /// What differs from the paper, and why.
    public let deviations: [String]
}

/// A claim that does not hold here: it is checked and shown, but does not decide whether a reproduction holds.
///
/// A result that contradicts the paper is a result; an expectation that is loosened until it holds is none.
public struct UnconfirmedClaim: Sendable, Codable, Equatable {
    /// The claim.
    public let claim: Expectation
    /// What was measured, and why it may differ.
    public let note: String
}

/// The version of a paper's experiments that runs in a minute: fewer seeds, looser expectations.
public struct QuickExperiments: Sendable, Codable, Equatable {
    /// Names of the experiments that run; the first one alone if nil.
    public let experiments: [String]?
    /// Number of seeds.
    public let seeds: Int
    /// Aliases of the methods that run; all if nil.
    public let methods: [String]?
    /// What must hold.
    public let expect: [Expectation]
}

/// A paper's experiments on its own data and with its own settings.
public struct FullExperiments: Sendable, Codable, Equatable {
    /// The comparisons.
    public let experiments: [PaperExperiment]
    /// What must hold.
    public let expect: [Expectation]
}

/// How much of a paper's experiments is run.
public enum ReproductionExtent: String, Sendable, Codable, CaseIterable {
    /// Few seeds within a minute, with expectations of its own.
    case quick
    /// What the claim is judged by.
    case standard
    /// The paper's own data and settings.
    case full
}

extension PaperFile {
    /// The experiments of an extent.
    ///
    /// - Throws: `ConfigError` if the paper has no experiments of that extent.
    public func experiments(_ extent: ReproductionExtent) throws -> [PaperExperiment] {
        switch extent {
        case .standard: return experiments
        case .quick:
            let names = quick.experiments ?? experiments.prefix(1).map(\.name)
            return experiments.filter { names.contains($0.name) }.map {
                $0.limited(seeds: quick.seeds, methods: quick.methods)
            }
        case .full:
            guard let full else {
                throw ConfigError(
                    "paper.full", "Paper \"\(paper.slug)\" has no full experiments.",
                    fix: "Its ordinary ones already have the paper's data and settings.")
            }
            return full.experiments
        }
    }

    /// What must hold for an extent.
    public func expectations(_ extent: ReproductionExtent) -> [Expectation] {
        switch extent {
        case .standard: expect
        case .quick: quick.expect
        case .full: full?.expect ?? []
        }
    }
}
