// Reading papers' files: YAML, every key known.
import Foundation
import GimbalCore
import GimbalTasks
import GimbalTraining
import Yams

extension PaperFile {
    /// Reads a paper's file and checks that everything it names exists in it.
    ///
    /// - Throws: `ConfigError` naming the place in the file.
    public init(contentsOf url: URL) throws {
        let text: String
        do {
            text = try String(contentsOf: url, encoding: .utf8)
        } catch {
            throw DataError(
                "file.read", "\(url.path) cannot be read: \(error.localizedDescription)",
                fix: "Check the path.")
        }
        try self.init(yaml: text, source: url.lastPathComponent)
    }

    /// Reads the text of a paper's file.
    ///
    /// - Parameter source: name of the file for errors.
    /// - Throws: `ConfigError` naming the place in the file.
    public init(yaml text: String, source: String) throws {
        do {
            self = try YAMLDecoder().decode(PaperFile.self, from: text)
            try check()
        } catch {
            throw Self.described(error, source: source)
        }
    }

    private static func described(_ error: any Error, source: String) -> ConfigError {
        var cause = error
        // Yams wraps what its parser and what a value's own initialiser throws.
        if case DecodingError.dataCorrupted(let context) = error, let inner = context.underlyingError {
            cause = inner
        }
        switch cause {
        case let error as ConfigError:
            return ConfigError("paper", "\(source): \(error.message)", fix: error.fix)
        case let error as YamlError:
            return ConfigError("paper", "\(source) is not YAML: \(error)", fix: "Correct the file.")
        case let error as DecodingError:
            return ConfigError("paper", "\(source): \(describe(error))", fix: "Correct the file.")
        default:
            return ConfigError("paper", "\(source): \(cause)", fix: "Correct the file.")
        }
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case paper, summary, implements, experiments, reported, expect, unconfirmed, quick, full, deviations
    }

    /// Reads the keys and refuses unknown ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        paper = try container.decode(Card.self, forKey: .paper)
        summary = try container.decode(String.self, forKey: .summary)
        implements = try container.decode([String].self, forKey: .implements)
        experiments = try container.decode([PaperExperiment].self, forKey: .experiments)
        reported = try container.decode([Reported].self, forKey: .reported)
        expect = try container.decode([Expectation].self, forKey: .expect)
        unconfirmed = try container.decodeIfPresent([UnconfirmedClaim].self, forKey: .unconfirmed) ?? []
        quick = try container.decode(QuickExperiments.self, forKey: .quick)
        full = try container.decodeIfPresent(FullExperiments.self, forKey: .full)
        deviations = try container.decodeIfPresent([String].self, forKey: .deviations) ?? []
    }
}

extension PaperFile.Card {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case number, slug, title, arxiv, published, authors
    }

    /// Reads the keys and refuses unknown ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        number = try container.decode(Int.self, forKey: .number)
        slug = try container.decode(String.self, forKey: .slug)
        title = try container.decode(String.self, forKey: .title)
        arxiv = try container.decodeIfPresent(String.self, forKey: .arxiv)
        published = try container.decode(String.self, forKey: .published)
        authors = try container.decode(Int.self, forKey: .authors)
    }
}

extension PaperFile.Reported {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case data, method, metric, value, deviation, source
    }

    /// Reads the keys and refuses unknown ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        data = try container.decode(String.self, forKey: .data)
        method = try container.decode(String.self, forKey: .method)
        metric = try container.decode(String.self, forKey: .metric)
        value = try container.decode(Double.self, forKey: .value)
        deviation = try container.decodeIfPresent(Double.self, forKey: .deviation)
        source = try container.decode(String.self, forKey: .source)
    }
}

extension UnconfirmedClaim {
    private enum CodingKeys: String, CodingKey, CaseIterable { case claim, note }

    /// Reads the keys and refuses unknown ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        claim = try container.decode(Expectation.self, forKey: .claim)
        note = try container.decode(String.self, forKey: .note)
    }
}

extension QuickExperiments {
    private enum CodingKeys: String, CodingKey, CaseIterable { case experiments, seeds, methods, expect }

    /// Reads the keys and refuses unknown ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        experiments = try container.decodeIfPresent([String].self, forKey: .experiments)
        seeds = try container.decode(Int.self, forKey: .seeds)
        methods = try container.decodeIfPresent([String].self, forKey: .methods)
        expect = try container.decode([Expectation].self, forKey: .expect)
    }
}

extension FullExperiments {
    private enum CodingKeys: String, CodingKey, CaseIterable { case experiments, expect }

    /// Reads the keys and refuses unknown ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        experiments = try container.decode([PaperExperiment].self, forKey: .experiments)
        expect = try container.decode([Expectation].self, forKey: .expect)
    }
}

extension PaperExperiment {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, claim, task, data, split, methods, seeds, budget, baseline
    }

    /// Reads the keys and refuses unknown ones.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        claim = try container.decode(String.self, forKey: .claim)
        task = try LearningTask.named(container.decode(String.self, forKey: .task))
        // One name or a list of them.
        let single = try? container.decode(String.self, forKey: .data)
        data = try single.map { [$0] } ?? container.decode([String].self, forKey: .data)
        split = try container.decodeIfPresent(String.self, forKey: .split)
        methods = try container.decodeMethods(forKey: .methods)
        seeds = try container.decode(Int.self, forKey: .seeds)
        budget = try container.decodeIfPresent(String.self, forKey: .budget).map(Budget.init)
        baseline = try container.decodeIfPresent(String.self, forKey: .baseline)
    }

    /// Writes the keys of the file.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(claim, forKey: .claim)
        try container.encode(task.id, forKey: .task)
        try container.encode(data, forKey: .data)
        try container.encodeIfPresent(split, forKey: .split)
        var aliases = container.nestedContainer(keyedBy: AnyKey.self, forKey: .methods)
        for method in methods {
            try aliases.encode(method.specification.description, forKey: AnyKey(method.alias))
        }
        try container.encode(seeds, forKey: .seeds)
        try container.encodeIfPresent(budget?.description, forKey: .budget)
        try container.encodeIfPresent(baseline, forKey: .baseline)
    }
}

extension KeyedDecodingContainer {
    /// Reads `{alias: specification}` in the order of the file.
    fileprivate func decodeMethods(forKey key: Key) throws -> [NamedMethod] {
        let aliases = try nestedContainer(keyedBy: AnyKey.self, forKey: key)
        return try aliases.allKeys.map { alias in
            NamedMethod(
                alias: alias.stringValue,
                specification: try MethodSpecification(aliases.decode(String.self, forKey: alias)))
        }
    }
}
