// How links are divided, as text.
import GimbalCore
import GimbalData

/// A division of links as people write it: `links:0.85,0.05,0.1`.
struct LinkSplitRule {
    /// Shares of the links.
    let plan: LinkSplitPlan

    /// The canonical form.
    var text: String { "links:\(plan.train),\(plan.validation),\(plan.test)" }

    /// Reads shares of training, validation and test links; nil for those of graph auto-encoders.
    ///
    /// - Throws: `ConfigError` for another form, or shares that are none.
    init(parsing text: String?) throws {
        guard let text else {
            plan = LinkSplitPlan()
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let shares = parts.last.map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
        }
        // The sum of three decimal fractions may exceed 1 by a rounding error.
        guard parts.count == 2, parts[0] == "links", let shares, shares.count == 3,
            shares.allSatisfy({ $0 > 0 && $0 < 1 }), shares.reduce(0, +) <= 1 + 1e-9
        else {
            throw ConfigError(
                "split", "the split \"\(text)\" is none of links.",
                fix: "Write links:0.85,0.05,0.1: the shares of training, validation and test links.")
        }
        plan = LinkSplitPlan(train: shares[0], validation: shares[1], test: shares[2])
    }
}
