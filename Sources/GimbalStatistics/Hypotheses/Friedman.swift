// The Friedman test: several methods on several data sets.

import GimbalCore

/// Reports whether methods that were measured on the same data sets differ in rank.
///
/// Ranks the methods on each data set; ties share the mean of their ranks and are corrected for. The F form
/// is less conservative than the chi-square form and preferred. Both are approximations for few data sets.
/// - Paper: Friedman 1937, "The use of ranks to avoid the assumption of normality"; F form by Iman, Davenport
///   1980; as used by Demšar 2006, "Statistical comparisons of classifiers over multiple data sets", section
///   3.2.2. Deviation: none; ties as Conover 1999, section 5.8.
public struct FriedmanTest: Sendable, Codable, Equatable {
    /// The mean rank of each method, 1 for the best, in the order given.
    public let averageRanks: [Double]
    /// The number of data sets.
    public let dataSetCount: Int
    /// The chi-square statistic; nil where all methods tie on every data set.
    public let statistic: Double?
    /// The p-value of the statistic by the chi-square distribution; 1 where all methods tie.
    public let pValue: Double
    /// The F statistic of Iman and Davenport; nil where all methods tie, and where all data sets agree on the
    /// ranks, for which it is infinite.
    public let fStatistic: Double?
    /// The p-value of the F statistic; 1 where all methods tie, 0 where all data sets agree on the ranks.
    public let fPValue: Double

    /// Tests a table of values.
    ///
    /// - Parameter table: one row for each data set, one column for each method.
    /// - Throws: `DataError` unless there are two rows and two columns at least, rows have the same length,
    ///   and all values are finite.
    public init(_ table: [[Double]], higherIsBetter: Bool) throws {
        let name = "Friedman test"
        try Check.count(table.count, for: name, minimum: 2, what: "data set")
        try Check.count(table[0].count, for: name, minimum: 2, what: "method")
        averageRanks = try GimbalStatistics.averageRanks(table, higherIsBetter: higherIsBetter)
        dataSetCount = table.count
        let (n, k) = (Double(table.count), Double(table[0].count))
        let center = (k + 1) / 2
        let between = averageRanks.reduce(0) { $0 + ($1 - center) * ($1 - center) } * n * n
        let within = try table.reduce(0) { sum, row in
            try ranks(row, higherIsBetter: higherIsBetter).reduce(sum) {
                $0 + ($1 - center) * ($1 - center)
            }
        }
        guard within > 0 else {
            (statistic, pValue, fStatistic, fPValue) = (nil, 1, nil, 1)
            return
        }
        let chiSquare = (k - 1) * between / within
        statistic = chiSquare
        pValue = try ChiSquare(degreesOfFreedom: k - 1).survival(chiSquare)
        let left = n * (k - 1) - chiSquare
        // What is left of the difference of equal numbers is rounding.
        guard left > 1e-12 * n * (k - 1) else {
            (fStatistic, fPValue) = (nil, 0)
            return
        }
        let f = (n - 1) * chiSquare / left
        fStatistic = f
        fPValue = try FisherF(numerator: k - 1, denominator: (k - 1) * (n - 1)).survival(f)
    }
}
