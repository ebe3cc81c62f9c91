// The published tables: rows, features, classes and events as they are known.
import Foundation
import GimbalCore
import GimbalData
import GimbalTestSupport
import Testing

@Suite("Published tables", .enabled(if: TestEnvironment.dataFolder != nil, "set GIMBAL_DATA"))
struct PublishedTablesTests {
    private func read(_ path: String, _ format: String, _ change: (inout DataCard) -> Void = { _ in }) throws
        -> TableDataSet
    {
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent(path)
        var card = DataCard(format: format)
        change(&card)
        return try DataFormats.standard.reader(format).read(DataSource(url, card: card)).dataSet
            .content(as: TableDataSet.self, "a table")
    }

    /// Rows, features and classes of each table, as one line of text.
    private func shape(_ dataSet: TableDataSet) throws -> String {
        let classes = try dataSet.labels().counts.count { $0 > 0 }
        return "\(dataSet.table.rowCount)x\(dataSet.featureColumns.count) \(classes)"
    }

    private static let keelPlain = [
        "australian 690x14 2", "bands 365x19 2", "breast 277x9 2", "bupa 345x6 2", "chess 3196x36 2",
        "contraceptive 1473x9 3", "crx 653x15 2", "german 1000x20 2", "hayes-roth 160x4 3", "heart 270x13 2",
        "housevotes 232x16 2", "ionosphere 351x33 2", "iris 150x4 3", "led7digit 500x7 10",
        "letter 20000x16 26",
        "mammographic 830x5 2", "marketing 6876x13 9", "monk-2 432x6 2", "movement_libras 360x90 15",
        "mushroom 5644x22 2", "optdigits 5620x64 10", "penbased 10992x16 10", "phoneme 5404x5 2",
        "pima 768x8 2",
        "saheart 462x9 2", "segment 2310x19 7", "sonar 208x60 2", "spambase 4597x57 2", "splice 3190x60 3",
        "tae 151x5 3", "tic-tac-toe 958x9 2", "vehicle 846x18 4", "vowel 990x13 11", "wdbc 569x30 2",
        "wine 178x13 3",
        "wisconsin 683x9 2",
    ]

    @Test("KEEL tables without head: the last column is the class", arguments: keelPlain)
    func plainTable(wanted: String) throws {
        let name = wanted.prefix { $0 != " " }
        let dataSet = try read("uci/keel-csv/\(name).dat", "keel")
        #expect("\(name) " + (try shape(dataSet)) == wanted)
        #expect(dataSet.table.firstMissing == nil)
        // What is found out without being told agrees: no first row is taken for a header.
        let plain = try read("uci/keel-csv/\(name).dat", "table")
        #expect(plain.table.rowCount == dataSet.table.rowCount)
    }

    private static let keelHeaded = [
        "appendicitis 106x7 2", "automobile 159x25 6", "balance 625x4 3", "car 1728x6 4",
        "cleveland 297x13 5",
        "dermatology 358x34 6", "flare 1066x11 6", "haberman 306x3 2", "kr-vs-k 28056x6 18",
        "lymphography 148x18 4", "newthyroid 215x5 3", "nursery 12960x8 5", "page-blocks 5472x10 5",
        "post-operative 87x8 3", "spectfheart 267x44 2", "zoo 101x16 7",
    ]

    @Test("KEEL tables with head, all values within the declared ranges", arguments: keelHeaded)
    func headedTable(wanted: String) throws {
        let name = wanted.prefix { $0 != " " }
        let path = "uci/keel-dat/\(name).dat"
        #expect("\(name) " + (try shape(try read(path, "keel"))) == wanted)
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent(path)
        #expect(try DataFormats.standard.reader(recognizing: url).id == "keel")
    }

    @Test(
        "Weka's tables",
        arguments: [
            "soybean 683x35 19", "vote 435x16 2", "breast-cancer 286x9 2", "diabetes 768x8 2",
            "credit-g 1000x20 2",
            "segment-challenge 1500x19 7", "segment-test 810x19 7", "labor 57x16 2", "contact-lenses 24x4 3",
        ])
    func weka(wanted: String) throws {
        let name = wanted.prefix { $0 != " " }
        let path = "uci/weka-arff/\(name).arff"
        #expect("\(name) " + (try shape(try read(path, "arff"))) == wanted)
        let url = try #require(TestEnvironment.dataFolder).appendingPathComponent(path)
        #expect(try DataFormats.standard.reader(recognizing: url).id == "arff")
    }

    @Test("Weka's tables keep what is missing and declared categories with leading blanks")
    func wekaDetails() throws {
        #expect(
            try read("uci/weka-arff/vote.arff", "arff").table.columns.map(\.missingCount).reduce(0, +) == 392)
        let soybean = try read("uci/weka-arff/soybean.arff", "arff").table
        #expect(soybean.columns.map(\.missingCount).reduce(0, +) == 2337)
        #expect(try soybean.column("crop-hist").valueCounts().count == 4)
        #expect(try soybean.texts("date")[0] == "october")
    }

    private static let originals: [(path: String, target: Int, ignored: Int?, shape: String)] = [
        ("abalone/abalone.data.txt", 9, nil, "4177x8 28"), ("ecoli/ecoli.data.txt", 9, 1, "336x7 8"),
        ("yeast/yeast.data.txt", 10, 1, "1484x8 10"), ("glass/glass.data.txt", 11, 1, "214x9 6"),
        ("hepatitis/hepatitis.data.txt", 1, nil, "155x19 2"),
        ("hypothyroid/hypothyroid.data.txt", 1, nil, "3163x25 2"),
        ("german/german.data.txt", 21, nil, "1000x20 2"),
        ("german/german.data-numeric.txt", 25, nil, "1000x24 2"),
        ("fertility/fertility_Diagnosis.txt", 10, nil, "100x9 2"),
    ]

    @Test("UCI's originals through a card", arguments: originals.indices)
    func uci(index: Int) throws {
        let wanted = Self.originals[index]
        let dataSet = try read("uci/uci-original/" + wanted.path, "table") {
            $0.targets = ["column-\(wanted.target)"]
            if let ignored = wanted.ignored { $0.columns = ["column-\(ignored)": .ignore] }
        }
        #expect(try shape(dataSet) == wanted.shape)
    }

    @Test("UCI's originals of measured numbers")
    func regression() throws {
        for (path, rows, columns) in [
            ("airfoil/airfoil_self_noise.dat.txt", 1503, 6), ("yacht/yacht_hydrodynamics.data.txt", 308, 7),
            ("wine-quality/winequality-red.csv", 1599, 12), ("wine-quality/winequality-white.csv", 4898, 12),
        ] {
            let table = try read("uci/uci-original/" + path, "table").table
            #expect(table.rowCount == rows)
            #expect(table.kinds == [ColumnKind](repeating: .number, count: columns), "\(path)")
        }
        let hepatitis = try read("uci/uci-original/hepatitis/hepatitis.data.txt", "table").table
        #expect(hepatitis.columns.map(\.missingCount).reduce(0, +) == 167)
    }

    @Test(
        "tables published in a training and a test file",
        arguments: [
            ("satimage", "sat.trn.txt", "sat.tst.txt", 37, "6435x36 6", 4435),
            ("spect", "SPECT.train.txt", "SPECT.test.txt", 1, "267x22 2", 80),
            ("spect", "SPECTF.train.txt", "SPECTF.test.txt", 1, "267x44 2", 80),
        ])
    func splits(folder: String, train: String, test: String, target: Int, wanted: String, trainCount: Int)
        throws
    {
        let dataSet = try read("uci/uci-original/" + folder, "table") {
            $0.files = ["train": train, "test": test]
            $0.targets = ["column-\(target)"]
        }
        #expect(try shape(dataSet) == wanted)
        #expect(dataSet.publicSplit?.train.count == trainCount)
        #expect(dataSet.publicSplit?.test.first == trainCount)
    }

    @Test("tables of the 121 tasks, scikit-learn's and HTRU2")
    func others() throws {
        #expect(try shape(try read("uci/fernandez-delgado-R/abalone_R.dat", "r-dat")) == "4177x8 3")
        #expect(try shape(try read("uci/fernandez-delgado-R/wine-quality-red_R.dat", "r-dat")) == "1599x11 6")
        #expect(try shape(try read("uci/fernandez-delgado-R/yeast_R.dat", "r-dat")) == "1484x8 10")
        #expect(try shape(try read("sklearn/iris.csv", "table")) == "150x4 3")
        #expect(try shape(try read("sklearn/wine_data.csv", "table")) == "178x13 3")
        let cancer = try read("sklearn/breast_cancer.csv", "table")
        #expect(try shape(cancer) == "569x30 2")
        #expect(try cancer.labels().classNames == ["malignant", "benign"])
        #expect(try cancer.labels().counts == [212, 357])
        let digits = try read("sklearn/digits.csv.gz", "table") { $0.targets = ["column-65"] }
        #expect(try shape(digits) == "1797x64 10")
        #expect(try read("sklearn/diabetes_data_raw.csv.gz", "table").table.columns.count == 10)
        #expect(try read("sklearn/diabetes_target.csv.gz", "table").table.rowCount == 442)
        #expect(
            try read("sklearn/linnerud_exercise.csv", "table").table.columnNames == [
                "Chins", "Situps", "Jumps",
            ])
        #expect(try read("sklearn/linnerud_physiological.csv", "table").table.rowCount == 20)
        let stars = try read("htru2/HTRU_2.csv", "table") { $0.targets = ["column-9"] }
        #expect(try shape(stars) == "17898x8 2")
        #expect(try stars.labels().counts == [16259, 1639])
    }
}
