// How links are divided for link prediction.
import GimbalCore

/// Shares of links for training, validation and test, and how many negatives judge them.
public struct LinkSplitPlan: Sendable, Codable, Hashable {
    /// Share of links to learn from; they alone form the message-passing graph.
    public var train: Double
    /// Share of links to choose on.
    public var validation: Double
    /// Share of links to judge on.
    public var test: Double
    /// Negatives per validation link.
    public var validationNegativeRatio: Double
    /// Negatives per test link.
    public var testNegativeRatio: Double
    /// Whether training keeps a random spanning forest, so that no component falls apart.
    public var keepsConnectivity: Bool

    /// Describes a division; 85 / 5 / 10 percent with one negative per link, as variational graph auto-encoders.
    ///
    /// - Paper: Kipf, Welling 2016, arXiv 1611.07308, section 3.
    public init(
        train: Double = 0.85, validation: Double = 0.05, test: Double = 0.1,
        validationNegativeRatio: Double = 1, testNegativeRatio: Double = 1, keepsConnectivity: Bool = false
    ) {
        self.train = train
        self.validation = validation
        self.test = test
        self.validationNegativeRatio = validationNegativeRatio
        self.testNegativeRatio = testNegativeRatio
        self.keepsConnectivity = keepsConnectivity
    }

    /// 70 / 10 / 20 percent, with as many validation as test negatives: the division of neural common neighbours.
    ///
    /// - Paper: Wang, Yang, Zhang 2023, arXiv 2302.00890, section 6.
    public static let commonNeighbors = LinkSplitPlan(
        train: 0.7, validation: 0.1, test: 0.2, validationNegativeRatio: 2)

    /// Numbers of validation and test links among `count`.
    ///
    /// - Throws: `ConfigError` if shares or ratios are out of range, `DataError` if a part gets no link.
    func sizes(of count: Int) throws -> (train: Int, validation: Int, test: Int) {
        let shares = [train, validation, test]
        guard shares.allSatisfy({ $0 > 0 && $0 < 1 }), shares.reduce(0, +) <= 1 + 1e-9 else {
            throw ConfigError(
                "link-split", "the link split has the shares \(train), \(validation) and \(test).",
                fix: "Give three shares between 0 and 1, with a sum of at most 1.")
        }
        let ratios = [validationNegativeRatio, testNegativeRatio]
        guard ratios.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw ConfigError(
                "link-split",
                "the link split has \(ratios[0]) negatives per validation link and \(ratios[1]) per test link.",
                fix: "Give numbers of 0 or more.")
        }
        let held = (
            validation: Int((validation * Double(count)).rounded()),
            test: Int((test * Double(count)).rounded())
        )
        let left = count - held.validation - held.test
        let isWhole = shares.reduce(0, +) > 1 - 1e-9
        let kept = isWhole ? left : min(left, Int((train * Double(count)).rounded()))
        guard kept > 0, held.validation > 0, held.test > 0 else {
            throw DataError(
                "split.links",
                "\(count) links give \(kept) for training, \(held.validation) for validation and \(held.test) "
                    + "for the test.", fix: "Use larger shares, or a graph with more links.")
        }
        return (kept, held.validation, held.test)
    }
}
