// How the kinds of data look to a split.
import GimbalCore
import GimbalTensor

extension GraphDataSet: SplittableData {
    /// Nodes with their classes and the published split.
    ///
    /// - Throws: `DataError` if no node is labelled, or all have one class.
    public func splitSamples() throws -> SplitSamples {
        try requireClasses()
        var samples = SplitSamples(name: name, count: graph.nodeCount, unit: "nodes")
        samples.labels = nodeLabels
        samples.publicSplits = publicSplits
        return samples
    }
}

extension GraphCollection: SplittableData {
    /// Graphs with their targets and the published split.
    public func splitSamples() throws -> SplitSamples {
        var samples = SplitSamples(name: provenance.name, count: graphs.count, unit: "graphs")
        try samples.take(targets)
        samples.publicSplits = publicSplits
        return samples
    }
}

extension BlockDataSet: SplittableData {
    /// Samples with their targets, groups and the published split.
    public func splitSamples() throws -> SplitSamples {
        var samples = SplitSamples(name: provenance.name, count: sampleNames.count)
        try samples.take(targets)
        samples.groups = groups.map { names in
            var numbers: [String: Int] = [:]
            return names.map { name in
                if name.isEmpty { return -1 }
                let number = numbers[name, default: numbers.count]
                numbers[name] = number
                return number
            }
        }
        samples.publicSplits = publicSplit.map { [$0] } ?? []
        return samples
    }
}

extension ImageDataSet: SplittableData {
    /// Images with their classes and the published split.
    public func splitSamples() -> SplitSamples {
        var samples = SplitSamples(name: provenance.name, count: images.count, unit: "images")
        samples.labels = labels
        samples.publicSplits = publicSplit.map { [$0] } ?? []
        return samples
    }
}

extension DataSet: SplittableData {
    /// The samples of the content.
    ///
    /// - Throws: `DataError` for texts, which come in their parts already, and as the content's own.
    public func splitSamples() throws -> SplitSamples {
        guard let content = content as? any SplittableData else {
            throw DataError(
                "split.kind", "data set \"\(name)\" is of the kind \(kind), which is not split by samples.",
                fix: "Give the parts as files of their own.")
        }
        return try content.splitSamples()
    }
}

extension SplitSamples {
    /// Takes classes, or the first of several numbers.
    fileprivate mutating func take(_ targets: SampleTargets) throws {
        switch targets {
        case .classes(let classes): labels = classes
        case .values(let numbers, _) where numbers.shape.count == 2 && numbers.shape[1] == 1:
            values = try numbers.select(0, axis: 1).contiguous().doubles()
        case .values, .none:
            // Rows with several targets, of which some are unknown, all take part.
            break
        }
    }
}

extension TableDataSet: SplittableData {
    /// Rows with their target, group and order.
    ///
    /// The classes are those of the only target, or of the event where times to an event are predicted.
    ///
    /// - Throws: `DataError` if the order column holds texts.
    public func splitSamples() throws -> SplitSamples {
        var samples = SplitSamples(name: provenance.name, count: table.rowCount, unit: "rows")
        let targets = roles.targets + (roles.targets.isEmpty ? [roles.event].compactMap { $0 } : [])
        if targets.count == 1 { try samples.take(try table.column(targets[0])) }
        samples.groups = try roles.group.map { try table.column($0).groupNumbers() }
        samples.order = try roles.order.map { try table.column($0).orderNumbers(provenance.name) }
        samples.publicSplits = publicSplit.map { [$0] } ?? []
        samples.column = { [table] name in try table.column(name).rowTexts() }
        return samples
    }
}

extension SplitSamples {
    fileprivate mutating func take(_ target: Column) throws {
        switch target.values {
        case .categories, .texts: labels = try ClassLabels(target)
        case .numbers(let numbers), .dates(let numbers):
            let known = numbers.indices.lazy.filter { !target.isMissing($0) }.map { numbers[$0] }
            if Self.areClasses(known) {
                labels = try ClassLabels(target)
            } else {
                values = numbers.indices.map { target.isMissing($0) ? .nan : numbers[$0] }
            }
        }
    }

    /// Whether numbers are codes of classes: whole ones, of which few differ.
    private static func areClasses(_ numbers: some Sequence<Double>) -> Bool {
        var distinct = Set<Double>()
        for number in numbers {
            guard number.rounded() == number else { return false }
            distinct.insert(number)
            if distinct.count > 20 { return false }
        }
        return true
    }
}

extension Column {
    /// Number of the distinct value of each row in the order of appearance; -1 where it is missing.
    fileprivate func groupNumbers() -> [Int] {
        func numbered<Value: Hashable>(_ values: some RandomAccessCollection<Value>) -> [Int] {
            var numbers: [Value: Int] = [:]
            return values.enumerated().map { row, value in
                if isMissing(row) { return -1 }
                if let number = numbers[value] { return number }
                numbers[value] = numbers.count
                return numbers.count - 1
            }
        }
        switch values {
        case .numbers(let all), .dates(let all): return numbered(all)
        case .texts(let all): return numbered(all)
        case .categories(let codes, _): return codes.map(Int.init)
        }
    }

    fileprivate func orderNumbers(_ dataName: String) throws -> [Double] {
        switch values {
        case .numbers(let all), .dates(let all):
            return all.indices.map { isMissing($0) ? .nan : all[$0] }
        case .categories, .texts:
            throw DataError(
                "split.order",
                "data set \"\(dataName)\": the order column \"\(name)\" holds \(values.kind.rawValue) values, "
                    + "expected numbers or dates.",
                fix: "Name another column under order, or state its kind under columns in data.yaml.")
        }
    }

    fileprivate func rowTexts() throws -> [String?] {
        switch values {
        case .texts(let all): return all.indices.map { isMissing($0) || all[$0].isEmpty ? nil : all[$0] }
        case .categories(let codes, let names): return codes.map { $0 < 0 ? nil : names[Int($0)] }
        case .numbers, .dates:
            throw DataError(
                "split.column",
                "the column \"\(name)\" holds \(values.kind.rawValue) values, expected train, validation or test.",
                fix: "Name the column that says which part a row belongs to.")
        }
    }
}
