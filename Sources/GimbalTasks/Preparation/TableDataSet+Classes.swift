// Classes that are written as whole numbers.
import GimbalData

extension TableDataSet {
    /// Returns the same table with a target of whole numbers as categories, which is what classification predicts.
    ///
    /// - Throws: `DataError` naming the first row whose number is not whole.
    func withTargetAsClasses(_ target: String? = nil) throws -> TableDataSet {
        guard let name = target ?? roles.targets.first, table.columnNames.contains(name),
            case .numbers = try table.column(name).values
        else { return self }
        let labels = try ClassLabels(try table.column(name))
        let codes = labels.classes.map { $0.map { Int32($0) } ?? -1 }
        let column = try Column(
            name, .categories(codes, names: labels.classNames), isMissing: labels.classes.map { $0 == nil })
        return try TableDataSet(
            Table(table.columns.map { $0.name == name ? column : $0 }), roles: roles,
            publicSplit: publicSplit,
            provenance: provenance)
    }
}
