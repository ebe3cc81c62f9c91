// Specifications: what is read, how it is written back, and where mistakes are found.
import GimbalCore
import GimbalTasks
import Testing

@Suite("MethodSpecification")
struct MethodSpecificationTests {
    @Test(
        "canonical texts read back to themselves",
        arguments: [
            "gcn", "dagnn[hops=20]", "gcn[hidden=64,dropout=0.5]",
            "myow[encoder=resnet[depth=20,norm=evonorm-s0],lr=0.001]",
            "a[text=\"with, comma ] and \\\"quotes\\\"\"]", "a[x=-3,y=1e-05]", "a[flag=true]",
        ])
    func roundTrip(_ text: String) throws {
        let specification = try MethodSpecification(text)
        #expect(specification.description == text)
        #expect(try MethodSpecification(specification.description) == specification)
    }

    @Test("values have kinds: number, word, quoted text, specification")
    func kinds() throws {
        let values = try MethodSpecification("m[a=1.5e2,b=word,c='7',d=gcn[k=1],e=-0.5]").options.map(\.value)
        let inner = MethodSpecification(id: "gcn", options: [.init(key: "k", value: .number(1))])
        #expect(values == [.number(150), .word("word"), .text("7"), .specification(inner), .number(-0.5)])
    }

    @Test("blanks around names and values do not matter")
    func blanks() throws {
        #expect(
            try MethodSpecification(" gcn [ hidden = 64 , layers=3 ] ").description
                == "gcn[hidden=64,layers=3]")
    }

    @Test("a list is split at commas outside brackets and quotes")
    func lists() throws {
        let list = try MethodSpecification.list("mlp, gcn[hidden=64,layers=3] ,a[t='x,y']")
        #expect(list.map(\.id) == ["mlp", "gcn", "a"] && list[1].options.count == 2)
    }

    @Test(
        "a mistake is reported with its place and what was expected",
        arguments: [
            ("", "at character 1 found the end, expected a method's name"),
            ("gcn[", "at character 5 found the end, expected an option's name"),
            ("gcn[hidden]", "at character 11 found \"]\", expected \"=\" after \"hidden\""),
            ("gcn[hidden=]", "at character 12 found \"]\", expected a value"),
            ("gcn[hidden=64", "at character 14 found the end, expected \",\" or \"]\""),
            ("gcn[hidden=64]x", "at character 15 found \"x\", expected the end"),
            ("gcn[a=1,a=2]", "expected option \"a\" only once"),
            ("gcn[t='x]", "expected a closing '"),
            ("gcn[hidden=64;layers=2]", "found \";\", expected \",\" or \"]\""),
            ("gcn,mlp", "at character 4 found \",\", expected the end"),
            ("[hidden=64]", "at character 1 found \"[\", expected a method's name"),
        ])
    func mistakes(_ text: String, _ expected: String) {
        let error = #expect(throws: ConfigError.self) { try MethodSpecification(text) }
        #expect(error?.code == "config.specification")
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("\"\(text)\"") == true)
    }

    @Test(
        "numbers are written as short as they can be read back",
        arguments: [0.1, 1e-300, 3, -7.25, 1e15, 0.30000000000000004])
    func numbers(_ number: Double) throws {
        let specification = MethodSpecification(id: "m", options: [.init(key: "x", value: .number(number))])
        #expect(try MethodSpecification(specification.description) == specification)
    }
}
