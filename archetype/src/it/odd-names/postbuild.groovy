// Every class was judged by its kit.
def reports = new File(basedir, '4-way_Sub.arch/target/surefire-reports').listFiles().findAll { it.name.endsWith('.xml') }
assert reports*.name.sort() == ['Fault', 'Selector', 'Solution', 'StopProcedure', 'SubArchitecture', 'TimingProfile', 'WaitPolicy']
    .collect { "TEST-org.my_group._2nd.Plugin4WaySubArch${it}Test.xml" }
reports.each { report ->
    def suite = new groovy.xml.XmlSlurper().parse(report)
    assert suite.@tests.toInteger() > 0
    assert suite.@skipped.toInteger() == 0
}
return true
