// Which samples a model learns from, is tuned on, and is judged on.
import GimbalCore

/// Three disjoint sets of samples: nodes of a graph, rows of a table, images, graphs.
public struct DataSplit: Sendable, Codable, Equatable {
    /// Samples to learn from.
    public let train: [Int]
    /// Samples to choose the best epoch and settings on; may be empty where labels are not needed.
    public let validation: [Int]
    /// Samples to judge on, once; may be empty where labels are not needed.
    public let test: [Int]

    /// Makes a split of `count` samples; validation and test may be empty.
    ///
    /// - Throws: `DataError` if there is nothing to learn from, or a sample is out of range or in two places.
    public init(train: [Int], validation: [Int], test: [Int], count: Int, name: String = "data") throws {
        self.train = train
        self.validation = validation
        self.test = test
        try check(count: count, name: name)
    }

    /// Makes a split of labelled samples.
    ///
    /// - Throws: `DataError` if a part is empty, or a sample is out of range, unlabelled or in two places.
    public init(train: [Int], validation: [Int], test: [Int], labels: ClassLabels, name: String = "data")
        throws
    {
        self.train = train
        self.validation = validation
        self.test = test
        try check(labels: labels, name: name)
    }

    /// Test samples per training sample, which the corrected t-test of resampled splits needs.
    ///
    /// - Source: Nadeau, Bengio 2003, "Inference for the generalization error".
    public var testToTrainRatio: Double { Double(test.count) / Double(train.count) }

    /// Ratio of the part that resampled splits share to the part that they do not, for the corrected t-test.
    ///
    /// Nadeau and Bengio (2003) use test to train, for test parts that are smaller than the training parts. Where a
    /// few labelled samples train and all others test, the runs differ by which nodes they got to train on; two splits
    /// share the smaller of the two parts to the same degree, so it is train to test that counts. (Test to train
    /// would give a variance far beyond what any set of seeds could show, and intervals beyond 100 %.)
    public var overlapRatio: Double { min(testToTrainRatio, 1 / testToTrainRatio) }

    func check(labels: ClassLabels, name: String) throws {
        for (part, samples) in [("validation", validation), ("test", test)] where samples.isEmpty {
            throw problem(
                "empty", "the \(part) part is empty", name, fix: "Assign labelled samples to every part.")
        }
        try check(count: labels.classes.count, name: name)
        for (part, samples) in parts {
            if let sample = samples.first(where: { labels.classes[$0] == nil }) {
                throw problem(
                    "unlabelled", "sample \(sample) is in the \(part) part but has no label", name,
                    fix: "Label it or leave it out of the split.")
            }
        }
    }

    func check(count: Int, name: String) throws {
        if train.isEmpty {
            throw problem("empty", "the train part is empty", name, fix: "Assign samples to it.")
        }
        var partOfSample = [UInt8](repeating: 0, count: count)
        for (number, (part, samples)) in parts.enumerated() {
            for sample in samples {
                guard partOfSample.indices.contains(sample) else {
                    throw problem(
                        "range", "the \(part) part has sample \(sample), expected samples in 0..<\(count)",
                        name, fix: "Number the samples from 0.")
                }
                let other = Int(partOfSample[sample])
                guard other == 0 else {
                    let place =
                        other == number + 1
                        ? "twice in the \(part) part" : "in the \(parts[other - 1].0) and the \(part) part"
                    throw problem(
                        "overlap", "sample \(sample) is \(place)", name,
                        fix: "Assign each sample to one part.")
                }
                partOfSample[sample] = UInt8(number + 1)
            }
        }
    }

    private var parts: [(String, [Int])] { [("train", train), ("validation", validation), ("test", test)] }

    private func problem(_ code: String, _ what: String, _ name: String, fix: String) -> DataError {
        DataError("split.\(code)", "split of \"\(name)\": \(what).", fix: fix)
    }
}
