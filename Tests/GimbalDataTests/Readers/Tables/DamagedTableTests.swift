// Tables damaged at random: a table or an error, never a crash.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("Damaged tables")
struct DamagedTableTests {
    private static let samples: [(reader: any DataReader<TableDataSet>.Type, file: String, text: String)] = [
        (
            DelimitedTable.self, "a.csv",
            "id;size;\"a \"\"b\"\"\";day\n1;1,5;\"x;y\nz\";2024-01-31\n2;;\"q\";3.2.2024\n3;7e5;?;31/12/2024\n"
        ),
        (DelimitedTable.self, "b.txt", "4,2,cat,dog\n1,2,0\n3,4,1\n5,nan,0\n-,1e999,1\n"),
        (
            ARFFTable.self, "c.arff",
            "@relation 'r'\n@attribute a {x,'y z'}\n@attribute b real\n@attribute c string\n@data\nx,1,'q'\n{0 'y z', 1 5}, {2}\n"
        ),
        (
            KEELTable.self, "d.dat",
            "@relation k\n@attribute A real[0.0,9.0]\n@attribute C{u, v}\n@inputs A\n@outputs C\n@data\n0.5, u\n<null>,v\n"
        ),
    ]

    @Test("gives a table or names what is wrong", arguments: samples.indices)
    func damaged(index: Int) throws {
        let sample = Self.samples[index]
        var state = UInt64(index + 1)
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let marks = Array("\"',;{}[]\\@%?\n\r\t -.e9\u{FF}\0".utf8)
        try Fixtures.withTemporaryFolder { folder in
            let url = folder.appendingPathComponent(sample.file)
            var tables = 0
            for _ in 0..<400 {
                var bytes = Array(sample.text.utf8)
                for _ in 0..<(1 + random(below: 4)) where !bytes.isEmpty {
                    let place = random(below: bytes.count)
                    switch random(below: 4) {
                    case 0: bytes[place] = marks[random(below: marks.count)]
                    case 1: bytes.insert(marks[random(below: marks.count)], at: place)
                    case 2: bytes.remove(at: place)
                    default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(below: 20)))
                    }
                }
                try Data(bytes).write(to: url)
                do {
                    let dataSet = try sample.reader.read(
                        DataSource(url, card: DataCard(format: sample.reader.id)))
                    #expect(dataSet.table.columns.allSatisfy { $0.count == dataSet.table.rowCount })
                    tables += 1
                } catch let error as DataError {
                    #expect(!error.message.isEmpty && !error.fix.isEmpty)
                }
            }
            #expect((1..<400).contains(tables))
        }
    }
}
