// Figures of tables and of blocks of tables.
import GimbalTensor

extension DataSummary {
    /// Counts rows, columns, missing cells and, where one column of categories is the target, classes.
    init(table content: TableDataSet) throws {
        let table = content.table
        self.init(
            content,
            figures: [
                .rows: table.rowCount, .columns: table.columns.count,
                .features: content.featureColumns.count,
                .missing: table.columns.reduce(0) { $0 + $1.missingCount },
            ])
        columns = table.columns.map { ColumnSummary($0, role: content.roles.role(of: $0.name)) }
        if !content.roles.targets.isEmpty { figures[.targets] = content.roles.targets.count }
        figures[.events] = (try? content.observedEvents())?.count { $0 }
        if let only = content.roles.targets.first, content.roles.targets.count == 1,
            case .categories(let codes, let names) = try table.column(only).values
        {
            add(try ClassLabels(codes.map { $0 < 0 ? nil : Int($0) }, classNames: names))
        }
        publicSplit = content.publicSplit.map(SplitCounts.init)
    }

    /// Counts samples, blocks and features.
    init(blocks content: BlockDataSet) throws {
        self.init(
            content,
            figures: [
                .samples: content.sampleNames.count, .blocks: content.blocks.count,
                .features: content.blocks.reduce(0) { $0 + $1.featureNames.count },
            ])
        figures[.completeSamples] = content.sampleNames.indices.count { sample in
            content.blocks.allSatisfy { $0.rowOfSample[sample] != nil }
        }
        parts = content.blocks.map { block in
            Part(
                name: block.name, samples: block.rowOfSample.count { $0 != nil },
                features: block.featureNames.count)
        }
        try add(content.targets)
        publicSplit = content.publicSplit.map(SplitCounts.init)
    }
}

extension TableRoles {
    /// What a column is for.
    public func role(of column: String) -> ColumnSummary.Role {
        if targets.contains(column) { return .target }
        switch column {
        case time: return .time
        case event: return .event
        case group: return .group
        case order: return .order
        default: return .feature
        }
    }
}
