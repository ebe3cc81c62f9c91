// Tables that tests write themselves.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport

enum TableSamples {
    /// Writes a text as a file and reads it with a reader.
    static func read(
        _ text: String, as reader: any DataReader<TableDataSet>.Type = DelimitedTable.self,
        file: String = "sample.csv",
        card change: (inout DataCard) -> Void = { _ in }
    ) throws -> TableDataSet {
        try read(Data(text.utf8), as: reader, file: file, card: change)
    }

    /// Writes bytes as a file and reads it with a reader.
    static func read(
        _ bytes: Data, as reader: any DataReader<TableDataSet>.Type = DelimitedTable.self,
        file: String = "sample.csv",
        card change: (inout DataCard) -> Void = { _ in }
    ) throws -> TableDataSet {
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent(file)
            try bytes.write(to: url)
            var card = DataCard(format: reader.id)
            change(&card)
            return try reader.read(DataSource(url, card: card))
        }
    }
}

extension Table {
    /// Kinds of the columns, for comparisons that read well.
    var kinds: [ColumnKind] { columns.map(\.values.kind) }

    /// Numbers of a column; nil if it holds none.
    func numbers(_ name: String) throws -> [Double]? {
        switch try column(name).values {
        case .numbers(let values), .dates(let values): values
        default: nil
        }
    }

    /// Texts or names of categories of a column, nil where missing.
    func texts(_ name: String) throws -> [String?] {
        let column = try column(name)
        return (0..<rowCount).map { row in
            if column.isMissing(row) { return nil }
            switch column.values {
            case .numbers(let values), .dates(let values): return "\(values[row])"
            case .categories(let codes, let names): return names[Int(codes[row])]
            case .texts(let texts): return texts[row]
            }
        }
    }
}
