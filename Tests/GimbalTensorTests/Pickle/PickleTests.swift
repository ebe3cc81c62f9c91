// Plain pickles of every protocol, as Python 3 and Python 2 write them.
import Foundation
import GimbalCore
import GimbalTensor
import GimbalTestSupport
import OrderedCollections
import Testing

@Suite("Pickle")
struct PickleTests {
    private func plain(_ version: Int) throws -> PickleValue {
        try Pickle.read(Fixtures.url("pickle/plain-\(version).pkl"))
    }

    @Test("reads scalars, texts and bytes of every protocol", arguments: 0...5)
    func scalars(version: Int) throws {
        let value = try plain(version)
        guard case .some(.none) = value["none"] else {
            Issue.record("None is read as \(String(describing: value["none"]))")
            return
        }
        #expect(value["true"]?.integerValue == 1 && value["false"]?.integerValue == 0)
        #expect(value["int"]?.integerValue == -5)
        #expect(value["byte"]?.integerValue == 200)
        #expect(value["short"]?.integerValue == 60000)
        #expect(value["long"]?.integerValue == 1 << 40)
        guard case .largeInteger(let bytes)? = value["huge"] else {
            Issue.record("-2^70 is read as \(String(describing: value["huge"]))")
            return
        }
        #expect(Array(bytes).prefix(9) == [0, 0, 0, 0, 0, 0, 0, 0, 0xC0])
        #expect(value["real"]?.realValue == -1.5 && value["infinite"]?.realValue == .infinity)
        #expect(value["text"]?.textValue == "a\n\\ü中😀")
        for (key, expected) in [("bytes", [0, 255, 10]), ("empty", []), ("bytearray", [97, 98])]
            as [(String, [UInt8])]
        {
            guard case .bytes(let found)? = value[.text(key)] else {
                Issue.record("\(key) is no bytes")
                continue
            }
            #expect(Array(found) == expected)
        }
    }

    @Test("reads containers of every protocol in the order of the file", arguments: 0...5)
    func containers(version: Int) throws {
        let value = try plain(version)
        #expect(value.entries?.keys.first == "none")
        #expect(value["list"]?.elements?[1].elements?[0].integerValue == 2)
        #expect(value["list"]?.elements?[1].elements?[1].elements?.isEmpty == true)
        #expect(value["tuple"]?.elements?[1].elements?.map(\.integerValue) == [2, 3])
        for (key, member) in [("set", 7), ("frozen", 8)] {
            guard case .set(let members)? = value[.text(key)] else {
                Issue.record("\(key) is no set")
                continue
            }
            #expect(members == [.integer(member)])
        }
        #expect(value["ordered"]?.entries?.keys == ["b", "a"])
        #expect(value["default"]?[1]?.elements?.first?.integerValue == 2)
        #expect(value["counter"]?["a"]?.integerValue == 2)
        #expect(value[.tuple(["key", 1])]?.textValue == "tuple")
        #expect(value[3]?.textValue == "three" && value[.real(2.5)]?.textValue == "real key")
        #expect(value[.bytes(Data("k".utf8))]?.textValue == "bytes key")
        #expect(value["shared"]?.elements?.count == 2)
    }

    @Test("reads NumPy arrays and scalars of every protocol", arguments: 0...5)
    func arrays(version: Int) throws {
        let value = try plain(version)
        func tensor(_ key: String) throws -> Tensor { try #require(value[.text(key)]?.tensorValue, "\(key)") }
        #expect(try tensor("array").shape == [2, 3] && tensor("array").dtype == .int32)
        #expect(try tensor("array").integers() == [0, 1, 2, 3, 4, 5])
        #expect(try tensor("fortran").doubles() == [0, 1, 2, 3, 4, 5])
        #expect(try tensor("big").integers() == [1, -2, 300])
        #expect(try tensor("unsigned").integers() == [1, 4_294_967_295])
        #expect(try tensor("flags").booleans() == [true, false])
        #expect(try tensor("half").dtype == .float16 && tensor("half").doubles() == [0.5, -2])
        #expect(try tensor("none array").shape == [0, 3])
        #expect(try tensor("zero axes").shape == [] && tensor("zero axes").item() == 4.5)
        #expect(try tensor("complex").dtype == .complex128)
        guard case .textArray(let texts, let shape)? = value["texts"],
            case .objectArray(let objects, let objectShape)? = value["objects"],
            case .dtype(.float64)? = value["dtype"]
        else {
            Issue.record("texts, objects or a type are read as something else")
            return
        }
        #expect(texts == ["a", "bü", "", "dd"] && shape == [2, 2])
        #expect(objects[1].textValue == "x" && objectShape == [3])
        #expect(value["scalar"]?.realValue == 1.25 && value["truth"]?.integerValue == 1)
        #expect(value["integer"]?.integerValue == -7 && value["text scalar"]?.textValue == "n")
    }

    @Test("reads SciPy matrices, sorted and with duplicates summed", arguments: 0...5)
    func sparse(version: Int) throws {
        let value = try plain(version)
        let identity = try Tensor([1, 0, 0, 0, 1, 0, 0, 0, 1] as [Double], shape: [3, 3])
        for (key, expected) in [
            ("csr", [0, 1.5, 0, 2, 0, 3]), ("csc", [0, 1.5, 0, 2, 0, 3]), ("coo", [0, 2, 0, 8, 0, 5]),
        ] as [(String, [Double])] {
            let matrix = try #require(value[.text(key)]?.sparseValue)
            #expect(matrix.shape == [2, 3])
            #expect(try matrix.matmul(identity).doubles() == expected, "\(key)")
        }
        let unit = try Tensor([1, 0, 0, 1] as [Double], shape: [2, 2])
        for key in ["csr array", "coo array"] {
            let matrix = try #require(value[.text(key)]?.sparseValue)
            #expect(try matrix.matmul(unit).doubles() == [1, 0, 0, 1])
        }
    }

    @Test("reads PyTorch tensors that pickle.dump wrote", arguments: 0...5)
    func tensors(version: Int) throws {
        let value = try Pickle.read(Fixtures.url("pickle/tensors-\(version).pkl"))
        #expect(try value["w"]?.tensorValue?.doubles() == [0, 1, 2, 3])
        #expect(try value["p"]?.tensorValue?.doubles() == [1, 1])
    }

    @Test("reads several pickles in one file")
    func several() throws {
        let values = try Pickle.readAll(Fixtures.url("pickle/several.pkl"))
        #expect(values.count == 2 && values[0].integerValue == 1 && values[1].elements?.count == 1)
        let error = #expect(throws: DataError.self) { try Pickle.read(Fixtures.url("pickle/several.pkl")) }
        #expect(error?.code == "data.pickle.trailing" && error?.fix.contains("readAll") == true)
    }

    @Test("keeps to the limits that the caller sets")
    func limits() throws {
        let nested = Data("]]]aa.".utf8)
        #expect(try Pickle.decode(nested, source: "x", limits: PickleLimits(depth: 3)).elements?.count == 1)
        let deep = #expect(throws: DataError.self) {
            try Pickle.decode(nested, source: "x", limits: PickleLimits(depth: 2))
        }
        #expect(deep?.code == "data.pickle.depth")
        let many = #expect(throws: DataError.self) {
            try Pickle.decode(Data("(NNNNt.".utf8), source: "x", limits: PickleLimits(valueCount: 4))
        }
        #expect(many?.code == "data.pickle.count")
        let large = #expect(throws: DataError.self) {
            try Pickle.read(Fixtures.url("pickle/plain-4.pkl"), limits: PickleLimits(byteCount: 1000))
        }
        #expect(large?.code == "data.pickle.size")
    }

    @Test("shares what is shared: memory does not grow with references")
    func sharing() throws {
        // 2^18 paths lead to one list: allowed, because they are counted, and quick, because each list is made once.
        var data = Data("]".utf8)
        for _ in 0..<18 {
            data.append(contentsOf: [0x71, 0, 0x30] + Array("](h".utf8) + [0, 0x68, 0] + Array("e".utf8))
        }
        var value = try Pickle.decode(data + Data(".".utf8), source: "x")
        for _ in 0..<18 { value = try #require(value.elements?[1]) }
        #expect(value.elements?.isEmpty == true)
    }
}
